"""The shape of `clinics.toml`: each field, declared once, and what becomes of it. docs/clinics.md explains them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from bot.clinics import values
from bot.locale.currency import decimals
from bot.locale.translator import languages
from bot.settings import Zone
from dialogs.clinic import Clinic
from dialogs.guide import Guide
from dialogs.hours import Hours
from dialogs.planning.protocol import Protocol
from dialogs.text import Money

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _some(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ValueError("is empty")
    return names


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class OpeningHours(_Strict):
    """Each weekday with its times; a day that is not there is a closed one."""

    monday: values.Openings = ()
    tuesday: values.Openings = ()
    wednesday: values.Openings = ()
    thursday: values.Openings = ()
    friday: values.Openings = ()
    saturday: values.Openings = ()
    sunday: values.Openings = ()
    closed_on: tuple[values.Day, ...] = ()

    def hours(self) -> Hours:
        """The same as `dialogs` knows it."""
        return Hours(tuple(getattr(self, day) for day in WEEKDAYS), frozenset(self.closed_on))


class Prices(_Strict):
    """What a session costs, as an amount or from one to another, and what a consultation does."""

    currency: values.Currency
    session: values.Price | None = None
    session_from: values.Price | None = None
    session_to: values.Price | None = None
    consultation: values.Fee | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        low, high = self.session_from, self.session_to
        if (low is None) != (high is None):
            raise ValueError("session_from and session_to belong together")
        if self.session is not None and low is not None:
            raise ValueError("write session, or session_from and session_to, not all of them")
        if low is not None and high is not None and low > high:
            raise ValueError("session_from is more than session_to")
        if self.session is None and low is None and self.consultation is None:
            raise ValueError("names no price; leave it out, or write session, such as session = 90")
        smallest = Decimal(1).scaleb(-decimals(self.currency))
        if any(price % smallest for price in (low, high, self.session, self.consultation) if price):
            raise ValueError(f"{self.currency} has fewer digits behind the point")
        return self

    def of_session(self) -> Money | None:
        """What one session costs."""
        low, high = self.session_from or self.session, self.session_to or self.session
        return Money(low, high, self.currency) if low is not None and high is not None else None

    def of_consultation(self) -> Money | None:
        """What a consultation costs; nothing is an amount too."""
        fee = self.consultation
        return None if fee is None else Money(fee, fee, self.currency)


@dataclass(frozen=True, slots=True)
class Missed:
    """Marks a field that patients miss where a clinic leaves it out; `remark` tells the clinic so."""

    remark: str


class Entry(_Strict):
    """One `[[clinic]]`. What a clinic may leave out stands in the order in which patients miss it."""

    slug: values.Slug
    name: values.Name
    languages: Annotated[tuple[values.Language, ...], AfterValidator(_once), AfterValidator(_some)]
    time_zone: Zone
    emergency_number: values.Emergency
    controller: Annotated[values.Line, Field(min_length=1)]
    phone: Annotated[values.Telephone, Missed("no phone: nobody can call you from the conversation")] = ""
    privacy: Annotated[values.Web, Missed("no privacy page: people cannot read what happens to their data")] = ""
    booking: Annotated[values.Web, Missed("no booking link: people have to call or write")] = ""
    address: Annotated[values.Line, Missed("no address: people do not learn where you are")] = ""
    hours: Annotated[OpeningHours | None, Missed("no opening hours: people do not learn when somebody answers")] = None
    website: Annotated[values.Web, Missed("no website")] = ""
    prices: Prices | None = None
    products: Annotated[tuple[values.Product, ...], AfterValidator(_once)] = ()
    protocol: str = ""
    welcome: Mapping[values.Language, values.Welcome] = {}
    stats_token: values.Digest = ""

    @field_validator("welcome")
    @classmethod
    def _in_its_languages(cls, lines: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
        unlisted = [language for language in lines if language not in info.data.get("languages", lines)]
        if unlisted:
            raise ValueError(f"has a line in {', '.join(unlisted)}, which languages does not list")
        return lines

    def guide(self, neutral: Guide, own: Protocol | None) -> Guide:
        """The guide that speaks for the clinic; what it leaves open is as in `neutral`, such as its protocol."""
        return replace(
            neutral,
            protocol=own or neutral.protocol,
            languages=self.languages,
            operator=self.controller,
            clinic=self._clinic(own_protocol=own is not None),
        )

    def _clinic(self, *, own_protocol: bool) -> Clinic:
        """Every field by its name: one that `Clinic` has, and that is not carried on here, is a type error."""
        return Clinic(
            slug=self.slug,
            name=self.name,
            languages=self.languages,
            time_zone=self.time_zone,
            emergency_number=self.emergency_number,
            controller=self.controller,
            phone=self.phone,
            address=self.address,
            website=self.website,
            booking=self.booking,
            privacy=self.privacy,
            hours=self.hours.hours() if self.hours else None,
            price=self.prices.of_session() if self.prices else None,
            consultation=self.prices.of_consultation() if self.prices else None,
            products=self.products,
            welcome=self.welcome,
            own_protocol=own_protocol,
        )


MISSED: Mapping[str, str] = {
    name: mark.remark
    for name, declared in Entry.model_fields.items()
    for mark in declared.metadata
    if isinstance(mark, Missed)
}
"""What can be left out, and what is said about that."""

PARTS: Mapping[str, Collection[str]] = {
    "hours": OpeningHours.model_fields,
    "prices": Prices.model_fields,
    "welcome": languages(),
}
"""What of a clinic stands under a heading of its own, and what may stand there."""
