"""Amounts of money as each language writes them."""

from decimal import Decimal

import pytest
from babel import Locale

from bot.locale.currency import amount, currencies
from bot.locale.translator import translator
from dialogs.text import Money, _
from tests.kit.pseudo import PSEUDO


@pytest.mark.parametrize(
    ("value", "currency", "language", "written"),
    [
        *(("90", "EUR", "en", "€90"), ("89.90", "EUR", "en", "€89.90")),
        *(("1000000", "USD", "en", "$1,000,000"), ("0", "EUR", "en", "€0"), ("90", "JPY", "en", "¥90")),
        *(("90", "EUR", "de", "90 €"), ("1234.5", "EUR", "de", "1.234,50 €")),
        *(("90000", "RUB", "ru", "90 000 ₽"), ("89.9", "RUB", "ru", "89,90 ₽")),
        *(("90", "EUR", "ar", "90 €"), ("1234.5", "EGP", "ar", "1,234.50 ج.م.")),
    ],
)
def test_an_amount_is_as_in_its_language(value: str, currency: str, language: str, written: str) -> None:
    shown = amount(Decimal(value), currency, Locale.parse(language))
    plain = shown.replace("\u00a0", " ").replace("\u202f", " ").replace("\u200f", "").strip()
    assert plain == written


def test_a_range_names_both_ends_and_one_amount_once() -> None:
    english = translator("en")
    price = Money(Decimal(90), Decimal(120), "EUR")
    assert english.write(_("{price}", price=price)) == "€90 to €120"
    assert english.write(_("{price}", price=Money(price.low, price.low, "EUR"))) == "€90"
    assert english.write(_("{price}", price=price.times(4, 6))) == "€360 to €720"


def test_sums_are_exact() -> None:
    tenth = Money(Decimal("0.10"), Decimal("0.10"), "EUR")
    assert translator("en").write(_("{price}", price=tenth.times(3, 3))) == "€0.30"


def test_in_a_right_to_left_language_each_amount_stands_in_its_direction() -> None:
    written = PSEUDO.write(_("{price}", price=Money(Decimal(90), Decimal(1200), "EUR")))
    assert written.count("\N{RIGHT-TO-LEFT MARK}") == 2
    assert written.index("90") < written.index("1,200")


@pytest.mark.parametrize("code", ["EUR", "USD", "RUB", "GBP", "AED", "COP"])
def test_currencies_of_today_are_known(code: str) -> None:
    assert code in currencies()


@pytest.mark.parametrize("code", ["EURO", "eur", "", "€", "EUR ", "XX"])
def test_what_is_no_code_is_unknown(code: str) -> None:
    assert code not in currencies()
