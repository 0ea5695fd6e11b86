import pytest

from assistant.text.language import NAMES, language
from assistant.text.stopwords import STOP_WORDS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("What is the capital of France?", "en"),
        ("Wie heißt der Präsident von Frankreich und wo ist er?", "de"),
        ("Quel est le plus grand pays du monde ?", "fr"),
        ("¿Quién es el presidente de la república?", "es"),
        ("Chi è il presidente della repubblica italiana?", "it"),
        ("Quem é o presidente da república e quando foi eleito?", "pt"),
        ("Wie is de president van het land en waar woont hij?", "nl"),
        ("Что это такое и как это было", "ru"),
        ("Що це таке і як це було", "uk"),
        ("これは日本語です", "ja"),
        ("中国的首都是北京", "zh"),
        ("한국의 수도는 서울입니다", "ko"),
        ("هذا هو الكتاب الذي في المدينة", "ar"),
        ("این کتاب در شهر پیدا شد", "fa"),
        ("यह किताब है", "hi"),
        ("Αυτό είναι το βιβλίο", "el"),
        ("یہ ایک بڑی کتاب ہے", "ur"),
        ("זה הספר", "he"),
        ("นี่คือหนังสือ", "th"),
        ("ນີ້ແມ່ນປຶ້ມ", "lo"),
        ("នេះជាសៀវភៅ", "km"),
        ("ဒါက စာအုပ်ပါ", "my"),
        ("এটি একটি বই", "bn"),
        ("இது ஒரு புத்தகம்", "ta"),
        ("ఇది ఒక పుస్తకం", "te"),
        ("ეს არის წიგნი", "ka"),
        ("սա գիրք է", "hy"),
    ],
)
def test_a_language_is_told_by_its_script_and_function_words_and_has_a_name(text: str, code: str) -> None:
    assert language(text) == code
    assert code in NAMES


def test_every_language_that_function_words_tell_has_a_name() -> None:
    assert STOP_WORDS.keys() <= NAMES.keys()


@pytest.mark.parametrize("text", ["", "Barack Obama", "1, 2, 3", "Zwrkl qpt", "!?"])
def test_too_little_to_go_by_is_not_guessed_at(text: str) -> None:
    assert language(text) is None


def test_a_foreign_name_does_not_change_the_language() -> None:
    assert language("The mayor of 北京 spoke about the plan that was made in Москва") == "en"
