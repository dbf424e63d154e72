"""What stays because of what a text is, although rules know its lines: subjects, headings, lists, policies, titles above a date."""

import pytest

import cleanse

ABOUT = (
    "La publicité est née avec la presse, et les premières annonces du port datent de 1831, quand un armateur voulut "
    "faire savoir à tous que son bateau partirait le lundi et non le mardi."
)
MANUAL = "\n\n".join(
    f"{heading}\n{sentence}"
    for heading, sentence in (
        ("Log in", "The name of the ship is your name, and the number of the berth is your password."),
        ("Dark mode", "At night the screen is red, so that the eyes of the watch stay used to the dark."),
        ("Print this page", "The printer stands in the chart room and takes paper of any size that is dry."),
        ("The anchor", "The button lets the anchor go, and no button brings it up again."),
    )
)
TODO = "What the program can do:\n- Share\n- Log in\n- Weigh anchor\n- Blow the horn\n- Count the passengers"
POLICY = "\n".join(
    f"{number}. {heading}\n{sentence}"
    for number, (heading, sentence) in enumerate(
        (
            ("Cookies", "Diese Website verwendet Cookies. Cookies sind kleine Textdateien, die auf Ihrem Gerät gespeichert werden."),
            ("Zweck", "Wir verwenden Cookies, um unsere Website für Sie zu verbessern und die Nutzung auszuwerten."),
            ("Zustimmung", "Durch die weitere Nutzung der Website stimmen Sie der Verwendung von Cookies zu."),
            ("Dritte", "Diese Website benutzt Cookies, um Inhalte und Anzeigen zu personalisieren."),
            ("Haftung", "Für die Fahrten haftet der Schiffer, für das Gepäck haftet, wer es an Bord gebracht hat."),
        ),
        1,
    )
)
RIGHTS = (
    "Everyone has the right to rest and to cross the river.\n"
    "Everyone has the right to rest and to cross the river, and to periodic holidays with pay."
)

SECTIONS = "\n".join(
    f"{heading}\n{sentence}"
    for heading, sentence in (
        ("Anmelden", "Geben Sie Ihre E-Mail-Adresse und das Passwort ein."),
        ("Teilen", "Halten Sie einen Satz gedrückt und wählen Sie einen Freund."),
        ("Nachtansicht", "Nachts ist der Schirm rot, damit die Wache im Dunkeln sieht."),
        ("Drucken", "Eine Seite auszudrucken ist leider nicht möglich."),
        ("Der Anker", "Der Knopf wirft den Anker, und kein Knopf holt ihn ein."),
    )
)
WALK = f"{ABOUT}\nLänge: 12 km\nKarte: Hafen und Heide\nAnfahrt: mit dem Schiff"
TALK = f"{ABOUT}\nLesen Sie gern?\nNur auf See.\nFolgen Sie jemandem auf Twitter?\nEinem Lotsen.\nWas kommt danach?\nEbbe.\nUnd dann?\nFlut.\n{ABOUT}"
CONTACT = f"{ABOUT}\nContact presse\nTél. : 02 99 00 11 22\nE-mail : presse@traversee.example"
TITLED = f"Política de privacidad\nÚltima actualización: 1 de mayo de 2024\nLas barcas guardan su nombre hasta que usted vuelve a tierra, y después lo olvidan.\n{ABOUT}"


@pytest.mark.parametrize("profile", ["light", "article"])
@pytest.mark.parametrize(
    "text",
    [f"Publicité\n\n{ABOUT}", MANUAL, SECTIONS, TODO, POLICY, RIGHTS, CONTACT, WALK, TALK],
    ids=["subject", "headings", "headings without blank lines", "list", "policy", "figure of speech", "contact", "data", "interview"],
)
def test_it_stays(text: str, profile: str) -> None:
    assert cleanse.explain(text, profile).removed == ()


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"Publicité\n\n{ABOUT.replace('publicité', 'traversée')}", ["Publicité"]),
        (f"Log in\n{ABOUT}\n\nLe bateau partit.", ["Log in"]),
        (SECTIONS.replace(" und kein Knopf holt ihn ein.", "\nTeilen"), ["Anmelden", "Teilen", "Drucken", "Teilen"]),
        (CONTACT.replace("02 99 00 11 22", "la nuit"), ["E-mail : presse@traversee.example"]),
        (WALK.replace("Länge: 12 km", "Zwölf Kilometer"), ["Karte: Hafen und Heide"]),
        (TALK.replace("Und dann?", "Und dann.").replace(f"Flut.\n{ABOUT}", "Flut."), ["Folgen Sie jemandem auf Twitter?"]),
        (TITLED, ["Última actualización: 1 de mayo de 2024"]),
        (f"{ABOUT}\nPolítica de privacidad\nPublicidad", ["Política de privacidad", "Publicidad"]),
        (f"{ABOUT}\n- Share\n- Log in\n- Print this page\n- Weigh anchor", ["Share", "Log in", "Print this page"]),
    ],
    ids=[
        "another subject",
        "a single line above a paragraph",
        "too few headings",
        "no telephone",
        "one label",
        "few questions",
        "title",
        "no title",
        "half",
    ],
)
def test_and_without_the_sign_it_goes(text: str, gone: list[str]) -> None:
    assert [edit.before.strip("- \n") for edit in cleanse.explain(text).removed] == gone


def test_above_a_date_stand_a_title_and_a_deck_and_no_text() -> None:
    sentences = [f"The {number}. boat left at noon and nobody minded." for number in range(2, 22)]
    answer = cleanse.explain("\n".join([*sentences, "3 March 2025", ABOUT]), "body")
    assert [edit.kind for edit in answer.removed] == ["timestamp"]
