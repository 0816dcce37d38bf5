"""Amounts of money as each language writes them, and which currencies there are."""

from decimal import Decimal
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import NumberPattern, format_currency, get_currency_precision, parse_pattern


@cache
def currencies() -> frozenset[str]:
    """Every currency that somebody pays with today, by its ISO 4217 code."""
    territories = get_global("territory_currencies").values()
    return frozenset(code for used in territories for code, _since, until, tender in used if until is None and tender)


def decimals(currency: str) -> int:
    """How many digits amounts in a currency have behind the point."""
    return get_currency_precision(currency)


def amount(value: Decimal, currency: str, locale: Locale) -> str:
    """`value` in the form of the language; a whole amount has no decimals."""
    if value != value.to_integral_value():
        return format_currency(value, currency, locale=locale)
    return format_currency(value, currency, _whole(locale), locale=locale, currency_digits=False)


@cache
def _whole(locale: Locale) -> NumberPattern:
    """The pattern of the language without the digits behind the point."""
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (0, 0)
    return pattern
