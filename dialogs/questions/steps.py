"""Every question, declared once.

States, transitions, keyboards, button data, progress, review, the arguments of
`mesoguide plan` and the diagram all come from `STEPS`. To add a question, add a `Step`.
Identifiers never change once people have used them; labels may.
"""

from collections.abc import Mapping

from dialogs.questions.step import Answers, Option, Step, region
from dialogs.text import _, p_


def on_face(answers: Answers) -> bool:
    """Whether the face is what this is about."""
    return region(answers) == "face"


def on_body(answers: Answers) -> bool:
    """Whether an area of the body is that the articles cover."""
    return region(answers) == "body"


def has_severity(answers: Answers) -> bool:
    """Whether the concern has degrees; prevention has none."""
    return answers.get("concern") != "prevention"


def in_course(answers: Answers) -> bool:
    """A red flag counts at any stage: it is never dropped because another answer changed."""
    return answers.get("stage") == "in_course" or answers.get("response") == "red_flag"


# Translators: what people type instead of "I am not sure", with commas
UNSURE = _("I do not know, I don't know, don't know, no idea, not sure, unsure, idk, skip, hard to say")

STEPS: tuple[Step, ...] = (
    Step(
        "area",
        _("Area"),
        _("Which area are you thinking about?"),
        (
            Option("face", _("Face")),
            Option("thighs", _("Thighs")),
            Option("back_of_thighs", _("Backs of the thighs only")),
            Option("hips", _("Hips")),
            Option("buttocks", _("Buttocks")),
            Option("abdomen", _("Belly")),
            Option("several_body_areas", _("Several body areas")),
            # Translators: an area of the body that is not in the list
            Option("other", p_("area", "Another area")),
        ),
        columns=2,
    ),
    Step(
        "concern",
        _("Concern"),
        _("What would you like to change, if anything?"),
        (
            Option("prevention", _("Keep my skin as it is"), on_face),
            Option("radiance", _("Dull skin"), on_face),
            Option("hydration", _("Dry skin"), on_face),
            Option("fine_lines", _("Fine lines"), on_face),
            Option("uneven_texture", _("Uneven texture"), on_face),
            Option("deep_wrinkles", _("Deep wrinkles"), on_face),
            Option("elasticity", _("Less firm skin"), on_face),
            Option("acne_scars", _("Acne scars"), on_face),
            Option("pigmentation", _("Dark spots"), on_face),
            Option("sun_damage", _("Sun damage"), on_face),
            Option("cellulite", _("Dimpled skin (cellulite)"), on_body),
            Option("fat_reduction", _("Less fat in one place"), on_body),
            # Translators: a wish for the face that is not in the list
            Option("other_face", p_("face", "Something else"), on_face),
            # Translators: a wish for the body that is not in the list
            Option("other_body", p_("body", "Something else"), on_body),
        ),
        columns=2,
    ),
    Step(
        "severity",
        _("How much it shows"),
        _("How much does it show, in your own eyes?"),
        (
            Option("mild", _("Mild"), also=_("a little, slight, slightly, light, weak")),
            Option("moderate", _("Moderate"), also=_("medium, middle, average, so-so")),
            Option("severe", _("Severe"), also=_("strong, a lot, very much, bad, heavy")),
            Option("unsure", p_("severity", "I am not sure"), also=UNSURE),
        ),
        why=_("Mild: only in some light or positions. Severe: at first sight. Your impression is enough."),
        when=has_severity,
        columns=2,
    ),
    Step(
        "skin_type",
        _("Skin type"),
        _("What is your skin like there?"),
        (
            Option("normal", _("Normal")),
            Option("combination", _("Combination")),
            Option("dry", _("Dry")),
            Option("oily", _("Oily or thick")),
            Option("sensitive", _("Sensitive, reactive or thin")),
            Option("resilient", _("Resilient: rarely reacts")),
            Option("unsure", p_("skin type", "I am not sure"), also=UNSURE),
        ),
        why=_("Some skin needs more time between sessions."),
    ),
    Step(
        "firmness",
        _("Firmness"),
        _("Does the skin there feel firm or loose?"),
        (
            Option("firm", _("Firm")),
            Option("loose", _("Loose")),
            Option("unsure", p_("firmness", "I am not sure"), also=UNSURE),
        ),
        why=_("Articles say that loose skin may take more sessions."),
        when=on_body,
        optional=True,
        columns=2,
    ),
    Step(
        "age",
        _("Age"),
        _("How old are you?"),
        (
            Option("under_18", _("Under 18"), numbers=range(8, 18)),
            Option("18_29", _("18 to 29"), numbers=range(18, 30)),
            Option("30_44", _("30 to 44"), numbers=range(30, 45)),
            Option("45_59", _("45 to 59"), numbers=range(45, 60)),
            Option("60_plus", _("60 or older"), numbers=range(60, 130)),
            Option("unsaid", _("I would rather not say"), also=UNSURE),
        ),
        why=_("An age group is enough. This guide is for adults only."),
        columns=2,
    ),
    Step(
        "lifestyle",
        _("Habits"),
        _("Which of these describe your everyday life?"),
        (
            Option("active", _("I move a lot")),
            Option("balanced_diet", _("I eat a varied diet")),
            Option("well_hydrated", _("I drink enough")),
            Option("good_sleep", _("I sleep well")),
            Option("inactive", _("I move little")),
            Option("poor_diet", _("I eat irregularly")),
            Option("poor_sleep", _("I sleep badly")),
            Option("smoking", _("I smoke")),
            Option("stress", _("A lot of stress")),
            Option("high_sun", _("A lot of sun")),
            Option("pollution", _("City air")),
            Option("dry_climate", _("Dry climate")),
            Option("weight_changes", _("Weight goes up and down")),
            Option("hormonal_changes", _("Hormonal changes")),
        ),
        why=_("Choose all that fit. There is no right answer."),
        several=True,
        optional=True,
        columns=2,
    ),
    Step(
        "health",
        _("Health"),
        _("Do any of these apply to you?"),
        (
            Option("pregnant", _("Pregnant, or maybe pregnant")),
            Option("breastfeeding", _("Breastfeeding")),
            Option("active_infection", _("Infection, wound, rash, cold sore, fever")),
            Option("ingredient_allergy", _("Allergy to an ingredient of the product")),
            Option("cancer_treatment", _("Cancer treatment now")),
            Option("immunosuppression", _("Transplant or weak immune system")),
            Option("blood_thinners", _("Blood thinners or a bleeding disorder"), ask_first=True),
            Option("diabetes", _("Diabetes"), ask_first=True),
            Option("autoimmune", _("Autoimmune disease"), ask_first=True),
            Option("keloid", _("Thick scars (keloids)"), ask_first=True),
            Option("cancer_history", _("Cancer in the past"), ask_first=True),
            Option("heart_or_clots", _("Heart disease, stroke or blood clots"), ask_first=True),
            Option("isotretinoin", _("Isotretinoin in the last 6 months"), ask_first=True),
            Option("other_allergy", _("Another allergy"), ask_first=True),
            Option("recent_procedure", _("Sunburn, laser, peel or surgery lately"), ask_first=True),
            Option("cold_sores", _("Cold sores in the past"), ask_first=True),
        ),
        why=_("Some people should wait or ask first. Choose all that apply, and tell the clinic about anything else."),
        several=True,
    ),
    Step(
        "product",
        _("Product"),
        _("Do you know which product the clinic would use?"),
        (
            Option("unknown", _("I do not know"), also=UNSURE),
            Option("hyaluronic_acid", _("Hyaluronic acid")),
            Option("collagen", _("Collagen or growth factors")),
            Option("light_serum", _("Light vitamin serum")),
        ),
        why=_("The product changes the gap between sessions."),
        when=on_face,
        refine=True,
        optional=True,
    ),
    Step(
        "stage",
        _("Where you are"),
        _("Where are you now?"),
        (
            Option("not_started", _("I have not started")),
            Option("in_course", _("I am having sessions now")),
            Option("finished", _("I have finished a course")),
        ),
        followed_by="response",
        refine=True,
        optional=True,
    ),
    Step(
        "response",
        _("How it went"),
        _("How has your skin been since the last session?"),
        (
            Option("good", _("Good: I see progress")),
            Option("plateau", _("No further change")),
            Option("irritated", _("Irritated: red, swollen or tender")),
            Option("red_flag", _("Something worries me")),
        ),
        when=in_course,
        refine=True,
        optional=True,
    ),
)

STEP: Mapping[str, Step] = {step.id: step for step in STEPS}
MAIN = tuple(step for step in STEPS if not step.refine)
REFINE = tuple(step for step in STEPS if step.refine)
