"""One made-up person for every kind of answer, for eyes: nobody's real answers."""

from collections.abc import Mapping

from dialogs.questions.step import Answer
from dialogs.questions.steps import MAIN


def _somebody(**said: Answer) -> dict[str, Answer]:
    """Somebody who said this, and nothing more to whatever else they are asked."""
    return {step.id: said.get(step.id, () if step.several else step.left_out) for step in MAIN if step.asked(said)}


_FACE = _somebody(area="face", concern="fine_lines", severity="moderate", skin_type="normal", age="30_44")
_BODY = _somebody(area="thighs", concern="cellulite", severity="mild", skin_type="normal", firmness="firm", age="30_44")

SAMPLES: Mapping[str, Mapping[str, Answer]] = {
    "face": _FACE,
    "face-prevention": {q: a for q, a in {**_FACE, "concern": "prevention"}.items() if q != "severity"},
    "face-dry-in-a-dry-climate": {**_FACE, "concern": "hydration", "lifestyle": ("dry_climate", "stress")},
    "face-weekly": {**_FACE, "severity": "severe", "skin_type": "resilient"},
    "face-sensitive": {**_FACE, "skin_type": "sensitive"},
    "face-collagen": {**_FACE, "concern": "elasticity", "product": "collagen"},
    "face-ask-first": {**_FACE, "concern": "acne_scars", "health": ("blood_thinners", "keloid")},
    "face-irritated": {**_FACE, "stage": "in_course", "response": "irritated"},
    "face-finished": {**_FACE, "stage": "finished"},
    "body": _BODY,
    "body-unsure": {**_BODY, "severity": "unsure"},
    "body-open-ended": {**_BODY, "severity": "severe", "firmness": "loose", "health": ("diabetes",)},
    "body-everything": {
        **_BODY,
        "area": "several_body_areas",
        "severity": "severe",
        "skin_type": "sensitive",
        "firmness": "loose",
        "age": "60_plus",
        "lifestyle": ("active", "smoking", "stress", "weight_changes"),
        "health": ("autoimmune", "heart_or_clots", "isotretinoin", "cold_sores"),
    },
    "body-finished": {**_BODY, "stage": "finished"},
}
"""By name: every shape that a course, its picture and its page can take."""
