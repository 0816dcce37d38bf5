"""Who gets no numbers: every answer that ends without them, declared once, with what it says.

Sources: docs/safety.md, sections 1 and 2; facts C34, C35. Screening, statistics, the JSON of `plan` and the
cards all follow from `REFUSALS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.questions.steps import STEP
from dialogs.text import Text, _

RED_FLAG = "red_flag"
UNDER_18 = "under_18"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An `option` of a `question` that ends without numbers.

    `expectations` are those that an answer about it carries. `words` are the heading and the paragraphs of its
    card; a red flag has none, since its card is the action. `also` is said beside another reason.
    """

    question: str
    option: str
    expectations: tuple[str, ...]
    words: tuple[Text, ...] = ()
    also: Text | None = None

    def __post_init__(self) -> None:
        """Raise KeyError for an answer that nobody can give, ValueError for a refusal without words."""
        STEP[self.question].option(self.option)
        if not self.words and self.option != RED_FLAG:
            raise ValueError(f"the refusal {self.option} has no words")


REFUSALS: tuple[Refusal, ...] = (
    Refusal("response", "red_flag", ("urgent_care", "no_more_sessions_until_reviewed")),
    Refusal(
        "area",
        "other",
        ("no_published_ranges",),
        words=(
            _("For this area the articles give no numbers, so I show none."),
            _("That says nothing about you. A clinic can look at it and answer you."),
        ),
    ),
    Refusal(
        "concern",
        "other_face",
        ("no_published_ranges",),
        words=(
            _("For this wish the articles give no numbers, so I show none."),
            _("That says nothing about your skin. A clinic can look at it and answer you."),
        ),
    ),
    Refusal(
        "concern",
        "other_body",
        ("no_published_ranges",),
        words=(
            _("For this wish the articles give no numbers, so I show none."),
            _("That says nothing about your body. A clinic can look at it and answer you."),
        ),
    ),
    Refusal(
        "concern",
        "fat_reduction",
        ("not_weight_loss", "fat_dissolving_unapproved"),
        words=(
            _("I show no numbers for this: it is not a way to lose weight or fat."),
            _("Regulators warn about unapproved fat-dissolving injections: infections, scars and painful knots."),
            _("Please do not buy or inject such products. A doctor can talk with you about what else there is."),
        ),
    ),
    Refusal(
        "age",
        "under_18",
        ("adults_only",),
        words=(
            _("Thank you for being honest."),
            _("I talk about mesotherapy with adults only, so I show no numbers. I have kept no answers of yours."),
            _("If your skin worries you, you can talk with a family doctor or a skin doctor."),
        ),
    ),
    Refusal(
        "health",
        "pregnant",
        ("pregnancy_wait",),
        words=(
            _("I show no numbers while you are, or may be, pregnant."),
            _("There is too little research about mesotherapy in pregnancy, so waiting is the usual advice."),
            _("Your midwife or doctor can tell you what is fine for your skin until then."),
        ),
        also=_("The same holds while you are pregnant: please wait."),
    ),
    Refusal(
        "health",
        "breastfeeding",
        ("breastfeeding_wait",),
        words=(
            _("I show no numbers while you are breastfeeding."),
            _("What is injected can be absorbed, and we found no study of whether it reaches the milk."),
            _("Your midwife or doctor can help you choose when to think about it again."),
        ),
        also=_("The same holds while you are breastfeeding: please wait."),
    ),
    Refusal(
        "health",
        "active_infection",
        ("infection_wait",),
        words=(
            _("First let this heal; then there is time for everything else."),
            _("See a doctor today if it spreads or hurts more, or comes with pus or fever."),
            _("If you had injections there, say so. A clinician checks the skin before any start."),
        ),
        also=_("Let the infection, wound or fever heal and be checked first, too."),
    ),
    Refusal(
        "health",
        "ingredient_allergy",
        ("clinician_only",),
        words=(
            _("With an allergy to an ingredient, please do not have that product."),
            _("I show no numbers here, because a clinician has to look at it first."),
            _("Ask the clinic for the full list of ingredients and show it to your doctor."),
        ),
        also=_("And tell the clinician about your allergy first."),
    ),
    Refusal(
        "health",
        "cancer_treatment",
        ("clinician_only",),
        words=(
            _("I show no numbers during cancer treatment."),
            _("Injections may carry more risk now, and only the team that treats you can weigh that."),
            _("Please ask them before you plan anything. I wish you well."),
        ),
        also=_("And ask the team that treats you for cancer first."),
    ),
    Refusal(
        "health",
        "immunosuppression",
        ("clinician_only",),
        words=(
            _("I show no numbers when the immune system is weak."),
            _("Injections can bring infections that are harder to fight now."),
            _("Please ask the doctor who looks after you before you plan anything."),
        ),
        also=_("And ask the doctor who looks after your immune system first."),
    ),
)
"""In the order in which they decide: a red flag goes before everything, then the questions as they are asked."""

REFUSAL: Mapping[str, Refusal] = {refusal.option: refusal for refusal in REFUSALS}

STOPS: tuple[tuple[str, str], ...] = tuple(
    (refusal.question, refusal.option) for refusal in REFUSALS if refusal.option != RED_FLAG
)
"""Answers that end the questions, in the order in which these are asked."""
