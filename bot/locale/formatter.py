"""Numbers, lengths, dates, times and amounts as each language writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale, dates
from babel.numbers import format_decimal
from babel.units import format_unit

from bot.locale.currency import amount
from dialogs import text

WEEK, MONTH = 7, 30  # days
MONTH_TOLERANCE = 2  # days: 28 to 32 are a month, 58 to 62 two

# Translators: of numbers, or of a number and a length ("2 to 4 weeks")
_RANGE = text.p_("range", "{low} to {high}")
# Translators: of two lengths, each with its unit ("2 weeks to 1 month")
_RANGE_OF_LENGTHS = text.p_("range of lengths", "{low} to {high}")


@dataclass(frozen=True, slots=True)
class Formatter:
    """Formats whatever has a form of its own in each language. `template` finds a sentence's translation."""

    locale: Locale
    template: Callable[[text.Text], str]

    def format(self, value: text.Quantity) -> str:  # noqa: C901, PLR0911, PLR0912  a line for each kind
        """`value` in words and digits, such as "2 to 4 weeks" or "January 14, 2027"."""
        match value:
            case text.Span(low, high):
                return self._range(self._number(low), self._number(high))
            case text.Days(low, high):
                return self._days(low, high)
            case text.Weeks(low, high):
                return self._units("week", round(low / WEEK), round(high / WEEK))
            case text.Length(count, unit):
                return self._unit(unit, count)
            case text.Dates(first, last):
                return str(dates.format_interval(first, last, "MMMd", locale=self.locale))
            case text.MonthOf(day):
                return str(dates.format_skeleton("yMMMM", day, locale=self.locale))
            case text.MonthName(day):
                return str(dates.get_month_names("abbreviated", "stand-alone", self.locale)[day.month])
            case text.Weekday(number):
                return str(dates.get_day_names("short", "stand-alone", self.locale)[number])
            case text.Weekdays(first, last):
                names = dates.get_day_names("abbreviated", "stand-alone", self.locale)
                return self._range(names[first], names[last])
            case text.Times(first, last):
                return self._range(self._time(first), self._time(last))
            case text.Money(low, high, currency):
                return self._range(amount(low, currency, self.locale), amount(high, currency, self.locale))
            case time():
                return self._time(value)
            case text.LanguageName(code):
                name = Locale.parse(code).get_display_name(code) or code
                return name[:1].upper() + name[1:]
            case datetime():
                return dates.format_datetime(value, "medium", locale=self.locale)
            case date():
                return dates.format_date(value, "long", locale=self.locale)
        return self._number(value)

    def _time(self, moment: time) -> str:
        return dates.format_time(moment, "short", locale=self.locale)

    def _number(self, number: int) -> str:
        return _decimal(number, self.locale)

    def _range(self, low: str, high: str, pattern: text.Text = _RANGE) -> str:
        return low if low == high else self.template(pattern).format(low=low, high=high)

    def _days(self, low: int, high: int) -> str:
        """Days in the largest unit in which both ends are whole, else each in its own."""
        if low % WEEK == 0 and high % WEEK == 0:
            return self._units("week", low // WEEK, high // WEEK)
        if _months(low) and _months(high):
            return self._units("month", _months(low), _months(high))
        return self._range(self._alone(low), self._alone(high), _RANGE_OF_LENGTHS)

    def _alone(self, days: int) -> str:
        if days % WEEK == 0:
            return self._unit("week", days // WEEK)
        return self._unit("month", _months(days)) if _months(days) else self._unit("day", days)

    def _units(self, unit: str, low: int, high: int) -> str:
        if low == high:
            return self._unit(unit, low)
        return self._range(self._number(low), self._unit(unit, high))

    def _unit(self, unit: str, count: int) -> str:
        return format_unit(count, f"duration-{unit}", length="long", locale=self.locale)


@lru_cache(maxsize=1024)
def _decimal(number: int, locale: Locale) -> str:
    """Every card counts something, and the same few numbers come again and again."""
    return format_decimal(number, locale=locale)


def _months(days: int) -> int:
    """How many months `days` are, 0 when they are not a whole number of them."""
    months = round(days / MONTH)
    return months if abs(days - months * MONTH) <= MONTH_TOLERANCE else 0
