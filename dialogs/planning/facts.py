"""What each fact says, in a sentence of its own: an article's claim in our words, not a proof.

`protocol.toml` cites the facts; docs/facts.md says what each one does to the ranges.
"""

from collections.abc import Mapping

from dialogs.text import Text, _

FACTS: Mapping[str, Text] = {
    # The article about cellulite.
    "C01": _("Dimples on thighs, hips, belly or buttocks are not an illness; anyone can have them."),
    "C10": _("Most people first notice smoother skin around session 3 or 4."),
    "C11": _("Clearer results usually take 6 to 10 sessions over several weeks; no gap is named."),
    "C13": _("Where dimples are mild, change can come earlier."),
    "C14": _("Moderate or severe dimples often mean more sessions and regular follow-up."),
    "C15": _("A small area, such as the backs of thighs, can change before a large one."),
    "C16": _("Young skin that is rich in collagen can respond sooner."),
    "C17": _("Older skin can take more sessions for firmness."),
    "C18": _("Moving, eating well, drinking enough and sleeping can support the result."),
    "C19": _("Some habits can delay change."),
    "C23": _("Many people keep smoother skin for several months, longer with good habits and skin care."),
    "C24": _("Some people choose top-ups several times a year."),
    "C25": _("Dimples can return with hormones, weight changes, little movement or age; a top-up can help."),
    "C27": _("Daily habits are said to make the result last longer."),
    "C28": _("Some people see an early change at session 3 or 4."),
    "C29": _("Smoothing that can be seen usually comes between session 6 and session 10."),
    "C30": _("Severe dimples or loose skin can take even more sessions; no upper number is named."),
    "C39": _("6 to 10 sessions are usual, depending on degree, skin type, habits and area size."),
    # The article about the face.
    "F01": _("Vitamins and other substances are injected for wrinkles, dryness, acne scars or dark spots."),
    "F02": _("Deep wrinkles and strong dark spots often take more sessions than dry or dull skin."),
    "F03": _("Thick, oily or resilient skin can have shorter gaps, thin or sensitive skin longer ones."),
    "F04": _("Products that stimulate collagen go with longer gaps, light serums with shorter ones."),
    "F06": _("Deep wrinkles or marked scars get 3 to 5 sessions, 1 to 2 weeks apart."),
    "F07": _("After a course, top-ups are 4 to 6 weeks apart."),
    "F08": _("For prevention or mild dryness, top-ups are 2 to 4 months apart."),
    "F09": _("Sun-damaged skin can start with 1 session a month."),
    "F10": _("For slightly dry skin, 1 session every 3 months can be enough."),
    "F13": _("Red, swollen or tender skin can be a reason to change the gap."),
    "F15": _("Most people see a difference after 2 to 3 sessions."),
    "F18": _("Strong dark spots or deep wrinkles can start with shorter gaps; glow takes fewer sessions."),
    "F19": _("Sensitive skin, or skin that reacts easily, gets longer gaps."),
    "F20": _("Resilient skin is said to cope with sessions 1 to 2 weeks apart."),
    "F21": _("Sessions with hyaluronic acid for dry skin can be 1 month apart."),
    "F22": _("With collagen or growth factors, sessions are 4 to 6 weeks apart."),
    "F23": _("The first phase is 3 to 5 sessions, 2 weeks apart."),
    "F24": _("Once the wanted change shows, top-ups are 1 to 3 months apart."),
    "F25": _("Good progress can mean longer gaps; no progress can mean more sessions or another product."),
    "F26": _("The useful gap changes with sun, stress and the time of year."),
    "F27": _("A dry climate can mean shorter gaps between sessions for dry skin."),
    "F28": _("A stressful life can be a reason for an occasional top-up."),
    "F30": _("Wrinkles, dryness and less firm skin are named as reasons for sessions."),
    "F31": _("Fine lines or uneven texture get 4 to 6 sessions, 1 to 2 weeks apart."),
    "F32": _("Very dry skin, or strong signs of age, can start with 1 session a week."),
    "F33": _("For milder concerns, sessions are 2 weeks apart."),
    "F34": _("One text names 4 to 6 weeks between top-ups."),
    "F35": _("If resilient skin responds well, top-ups can be 8 to 12 weeks apart."),
    "F37": _("Older age or sun damage can mean sessions closer together at first."),
    "F38": _("For prevention at a younger age, fewer sessions can be enough."),
    "F39": _("Polluted air and sun can change the gap between top-ups."),
    "F42": _("Irritated skin, or no further change, is a reason to change the plan."),
    "F43": _("Vitamins and hyaluronic acid are mixed for fine lines, dullness, dryness and acne scars."),
    "F44": _("Deep wrinkles or severe dryness start with gaps of about 2 weeks, longer for top-ups."),
    "F45": _("Sensitive skin gets longer gaps, and resilient skin can have shorter ones."),
    "F46": _("Hyaluronic acid often takes fewer sessions than collagen products, whose effect shows later."),
    "F47": _("The general range is 3 to 4 sessions, 2 to 4 weeks apart."),
    "F48": _("Top-ups are typically 2 to 3 months apart."),
    "F49": _("Weekly sessions can be too often: they can disturb healing and inflame or harm skin."),
    "F53": _("Irritation that does not go away is a reason for longer gaps."),
}

WRITTEN_FOR: Mapping[str, tuple[str, ...]] = {
    "F06": ("deep_wrinkles", "acne_scars"),
    "F08": ("prevention", "hydration"),
    "F09": ("sun_damage",),
    "F10": ("hydration",),
    "F21": ("hydration",),
    "F31": ("fine_lines", "uneven_texture", "elasticity"),
    "F44": ("deep_wrinkles", "hydration"),
}
"""Facts that an article prints for some concerns only; with others, they are borrowed (docs/protocol.md)."""
