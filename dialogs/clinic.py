"""The clinic in whose name the guide speaks, as its file describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from dialogs.hours import Hours
from dialogs.questions.step import Answer
from dialogs.text import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """What a clinic says about itself. What it did not say is empty: no field has a default, so that none is forgotten.

    `slug` names it in links and addresses. `languages` are those in which the guide speaks for it, its first
    one for people whose device speaks none of them. `controller` is responsible for people's data. `price` is
    that of one session. `products` are options of the product question. `welcome` is a line by language.
    `own_protocol`: its ranges are its own, and not the published ones.
    """

    slug: str
    name: str
    languages: tuple[str, ...]
    time_zone: tzinfo
    emergency_number: str
    controller: str
    phone: str
    address: str
    website: str
    booking: str
    privacy: str
    hours: Hours | None
    price: Money | None
    consultation: Money | None
    products: tuple[str, ...]
    welcome: Mapping[str, str]
    own_protocol: bool

    @property
    def supplied(self) -> Mapping[str, Answer]:
        """What its patients need not know: the product, where it uses a single one."""
        return {"product": self.products[0]} if len(self.products) == 1 else {}

    @property
    def reachable(self) -> bool:
        """Whether there is any way to reach it."""
        return any((self.phone, self.booking, self.address, self.website))
