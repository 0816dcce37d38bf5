"""What a link carries into the conversation: read whatever stands in it, and never more than it may say."""

import string
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.questions.links import AREAS, MAX_PAYLOAD, SLUG, Link, is_campaign, read

TELEGRAMS = string.ascii_letters + string.digits + "_-"
"""What Telegram lets through."""

PARTS = (*("smile", "__", "_", "area_", "area_face", "AREA_hips", "spring", "-", "é", "ß", " ", "\x00", "🙂"), "0")
"""What a damaged link may be made of."""

slugs = st.from_regex(SLUG, fullmatch=True).filter(lambda slug: slug.isascii() and len(slug) <= 32)
links = st.builds(Link, slugs, st.just("") | slugs.filter(is_campaign), st.just("") | st.sampled_from(AREAS))


def is_allowed(link: Link) -> bool:
    """Whether it says nothing but a clinic, a campaign of it, and an area for which there are ranges."""
    return (
        (not link.clinic or SLUG.fullmatch(link.clinic) is not None)
        and (not link.campaign or is_campaign(link.campaign))
        and link.area in ("", *AREAS)
        and (bool(link.clinic) or link == Link())
    )


# --- links that are whole ------------------------------------------------------------------------


@given(links)
def test_what_is_put_into_a_link_comes_out_of_it(link: Link) -> None:
    assert read(link.payload) == link


@given(links)
def test_it_is_read_in_capitals_too(link: Link) -> None:
    assert read(link.payload.upper()) == read(link.payload.title()) == link


@given(links)
def test_it_holds_nothing_that_telegram_refuses(link: Link) -> None:
    assert set(link.payload) <= set(TELEGRAMS)


def test_it_takes_no_more_room_than_it_has_to() -> None:
    assert Link("smile", "spring", "face").payload == "smile__spring__area_face"
    assert Link("smile", "", "face").payload == "smile__area_face"
    assert Link("smile").payload == "smile"


@pytest.mark.parametrize(
    ("payload", "link"),
    [
        ("smile", Link("smile")),
        ("smile__spring", Link("smile", "spring")),
        ("smile__area_face", Link("smile", "", "face")),
        ("smile__spring__area_back_of_thighs", Link("smile", "spring", "back_of_thighs")),
        ("smile__area_face__spring", Link("smile", "spring", "face")),
        ("Smile__SPRING__Area_Face", Link("smile", "spring", "face")),
        ("clinic-smile_2__spring-2027", Link("clinic-smile_2", "spring-2027")),
        ("", Link()),
    ],
)
def test_a_link_names_the_clinic_the_campaign_and_the_area(payload: str, link: Link) -> None:
    assert read(payload) == link


# --- links that are damaged ----------------------------------------------------------------------


@pytest.mark.parametrize("area", ["area_", "area_moon", "area_face_", "area_pregnant", "area_fac", "Area_Fäce"])
def test_an_area_that_nobody_knows_is_left_out_and_the_rest_stays(area: str) -> None:
    assert read(f"smile__spring__{area}") == Link("smile", "spring")
    assert read(f"smile__{area}") == Link("smile")


@pytest.mark.parametrize("campaign", ["", "-", "spring-", "sp ring", "spr--ing", "été", "a\nb", "<b>", "🙂"])
def test_a_campaign_that_is_none_is_left_out_and_the_rest_stays(campaign: str) -> None:
    assert read(f"smile__{campaign}__area_hips") == Link("smile", "", "hips")
    assert read(f"smile__{campaign}") == Link("smile")


@pytest.mark.parametrize("clinic", ["", "-", "_smile", "sm ile", "smile-", "sm--ile", "ärzte", "../smile", "\x00"])
def test_a_link_without_a_clinic_says_nothing(clinic: str) -> None:
    assert read(f"{clinic}__spring__area_face") == Link()


def test_no_health_data_beyond_the_area_is_ever_in_a_link() -> None:
    said = read("smile__spring__area_face__health_pregnant__age_60_plus")
    assert said == Link("smile", "spring", "face")
    assert list(Link.__slots__) == ["clinic", "campaign", "area"]


def test_10_000_random_payloads_never_fail_and_never_say_more_than_they_may() -> None:
    random = Random(5)
    read_as_something = 0
    for _time in range(10_000):
        link = read("".join(random.choices(TELEGRAMS, k=MAX_PAYLOAD)))
        assert is_allowed(link)
        read_as_something += link != Link()
    assert read_as_something, "these payloads are too wild to try anything"


def test_10_000_payloads_of_broken_parts_never_fail_either() -> None:
    random = Random(6)
    found = set()
    for _time in range(10_000):
        link = read("".join(random.choices(PARTS, k=random.randint(0, 12)))[:MAX_PAYLOAD])
        assert is_allowed(link)
        assert read(link.payload) == link, "reading again changes nothing"
        found.add((bool(link.clinic), bool(link.campaign), bool(link.area)))
    assert len(found) == 5, "nothing, and a clinic with and without the others"
