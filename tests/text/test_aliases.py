import pytest

from assistant.text.aliases import Said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Angela Merkel", "Merkel spoke."),
        ("USA", "He went to the United States of America."),
        ("United States", "He went to the U.S. again."),
        ("World Health Organization", "The WHO warned."),
        ("WHO", "The World Health Organization warned."),
        ("Libyan", "The war in Libya began."),
        ("Germany", "The German team won."),
        ("São Paulo", "They met in Sao Paulo."),
        ("IR-2024-87", "Notice IR-2024-87 was sent."),
        ("US", "The US-based firm."),
        ("O'Neill", "O'Neill's brother came."),
        ("王毅", "外交部长王毅表示"),
        ("Luna-25", "Luna 25 was lost."),
        ("Apollo 12", "Apollo 11 and Apollo 12 landed."),
        ("Boeing 737", "Boeing's 737 was grounded."),
        ("University of Szeged", "She studied in Szeged."),
    ],
)
def test_a_name_in_another_form_is_said(name: str, text: str) -> None:
    assert Said(text).names(name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Angela Merkel", "Angela Davis spoke."),
        ("Iran", "They went to Iraq."),
        ("Austria", "They went to Australia."),
        ("China", "They went to Chinchilla."),
        ("IR-2029-87", "Notice IR-2024-87 was sent."),
        ("WHO", "The World Trade Organization warned."),
        ("Ida Brand", "Nobody spoke."),
        ("US", "Because of the rain they just stayed."),
        ("Mars", "They went to Marseille."),
        ("Ida", "Florida was flooded."),
        ("Luna-26", "Luna-25 was lost on 26 May."),
        ("Chandrayaan-4", "Chandrayaan-3 landed after 4 weeks."),
        ("Turing Award", "She got the Lasker Award."),
        ("Key Bridge", "The bridge fell."),
        ("Angela Merkel", "The merkel is a bird."),
    ],
)
def test_another_name_is_not(name: str, text: str) -> None:
    assert not Said(text).names(name)
