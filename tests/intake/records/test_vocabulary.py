"""Own entries of an office: checked like the shipped ones, known only where its project is worked with."""

import contextvars

import pytest

from geo_koop import analyse, codelists
from geo_koop.codelists import words
from geo_koop.errors import InputError
from geo_koop.intake.names import name_rules, number_plates
from geo_koop.intake.records import vocabulary
from geo_koop.model import AnalysisRequest
from tests.conftest import grid

TOPIC = "- {code: cemetery, de: Friedhof, en: cemetery, group: administration}\n"


@pytest.fixture
def project(tmp_path):
    """Return a function that writes own entries into a project folder."""

    def _write(**lists):
        (tmp_path / "codelists").mkdir(exist_ok=True)
        for name, text in lists.items():
            (tmp_path / "codelists" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return _write


def refused(folder) -> str:
    with pytest.raises(InputError) as caught:
        vocabulary.load(folder)
    return caught.value.problem


def test_a_project_without_own_entries_has_the_shipped_ones(tmp_path):
    assert vocabulary.load(tmp_path) == {}
    assert vocabulary.load(None) == {}


def test_an_own_topic_stands_in_its_group_with_its_colour(project):
    topics = vocabulary.load(project(topics=TOPIC))["topics"]
    assert set(topics.codes) == {*codelists.shipped("topics").codes, "cemetery"}
    assert topics.entries["cemetery"]["colour"] == codelists.shipped("topics").entries["administration"]["colour"]
    order = list(topics.codes)
    assert order.index("back_office") < order.index("cemetery") < order.index("public_safety")


def test_an_own_part_of_a_topic_and_an_own_format(project):
    made = vocabulary.load(
        project(
            topics="- {code: bulky_waste, de: Sperrmüll, en: bulky waste, group: technical_infrastructure, "
            "parent: waste_circular_economy}\n",
            formats="- {code: letter, de: Absichtserklärung, en: letter of intent, family: informal, bindingness: 0, "
            "survey_class: informell, instrument: agreement}\n",
        )
    )
    assert made["topics"].entries["bulky_waste"]["parent"] == "waste_circular_economy"
    assert made["formats"].entries["letter"]["bindingness"] == 0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("topics", "- {code: water, de: Nass, en: wet, group: administration}", "water: the code is there already"),
        ("topics", "- {code: A b, de: X, en: Y, group: administration}", "no lower-case text"),
        ("topics", "- {code: x, de: X, group: administration}", "x: it has no label en"),
        ("topics", "- {code: x, de: Mobilität, en: X, group: administration}", "the label Mobilität already"),
        ("topics", "- {code: x, de: X, en: X, group: water}", "x: group is one of settlement_land"),
        ("topics", "- {code: x, de: X, en: X, group: mobility, parent: water}", "x: parent is a topic of the group"),
        ("topics", "- {code: x, de: X, en: X, group: mobility, colour: red}", "x: colour is no #rrggbb"),
        ("topics", "- {code: x, de: X, en: X, group: mobility, size: 3}", "x: there is no field size"),
        ("topics", "- {de: X, en: X, group: mobility}", "1: the code is no"),
        ("topics", "code: x", "codelists/topics.yaml is no list of entries"),
        ("formats", "- {code: x, de: X, en: X, family: mine, survey_class: Vertrag}", "x: family is one of"),
        ("formats", "- {code: x, de: X, en: X, family: contract, survey_class: Bund}", "x: survey_class is one of"),
        ("formats", "- {code: x, de: X, en: X, family: contract, survey_class: Vertrag, bindingness: 6}", "0 to 5"),
        (
            "formats",
            "- {code: x, de: X, en: X, family: contract, survey_class: Vertrag, instrument: y}",
            "instrument is",
        ),
        ("patterns", "- {code: x, de: X, en: X}", "codelists holds patterns.yaml"),
    ],
)
def test_faults_name_file_and_entry(project, name, text, told):
    assert told in refused(project(**{name: text}))


def test_a_link_is_refused_before_it_is_read(project, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("- {code: password, de: geheim, en: secret, group: administration}\n", encoding="utf-8")
    folder = project()
    (folder / "codelists" / "topics.yaml").symlink_to(secret)
    told = refused(folder)
    assert "topics.yaml" in told
    assert "password" not in told


def test_all_faults_of_a_file_are_named_at_once(project):
    told = refused(project(topics="- {code: x, de: X, group: mobility}\n- {code: y, en: Y, group: mobility}\n"))
    assert "x: it has no label en" in told
    assert "y: it has no label de" in told


def test_records_of_the_project_use_its_topics_and_no_others_do(project, tmp_path):
    folder = project(topics=TOPIC)
    (folder / "boundaries").mkdir()
    (folder / "cooperations").mkdir()
    grid().reset_index().to_file(folder / "boundaries" / "areas.gpkg", layer="municipalities", driver="GPKG")
    (folder / "cooperations" / "cooperations.csv").write_text(
        "cooperation_id;name;topics;format;stage\na;A;Friedhof;company;operating\n", encoding="utf-8"
    )
    (folder / "cooperations" / "members.csv").write_text("cooperation_id;key\na;09101000\na;09101001\n")

    def own():
        made = analyse(AnalysisRequest(project=folder))
        rows = made.coverage(level="municipality")
        covered = rows[(rows["status"] == "covered") & (rows["key"] == "09101000")]["topic"]
        return made.topics["topic"].tolist(), set(covered)

    context = contextvars.copy_context()
    assert context.run(own) == (["cemetery"], {"any", "cemetery", "administration"})
    assert "cemetery" not in codelists.load("topics").codes


def test_the_parts_of_waste_are_shipped_and_never_gaps():
    topics = codelists.shipped("topics")
    parts = {code for code, parent in topics.field("parent").items() if parent == "waste_circular_economy"}
    assert parts == {
        "waste_collection", "recycling_yard", "organic_waste", "sewage_sludge", "construction_soil", "reuse_repair",
    }  # fmt: skip
    assert not parts & set(codelists.single_topics())
    assert "waste_circular_economy" in codelists.single_topics()


WORDS = "stages: {ended: [schlummert]}\ntopics: {water: [Quellfassung], cemetery: [Gottesacker]}\n"


def test_own_words_and_number_plates_are_read_in_lists_of_their_project_alone(project, tmp_path):
    folder = project(topics=TOPIC, words=WORDS, number_plates='QX: ["08436"]\n')
    own = vocabulary.load(folder)

    def read():
        codelists.use(own)
        return (
            [words.code("stages", "Schlummert"), words.code("topics", "Gottesacker"), words.code("topics", "Wasser")],
            number_plates.districts("LK QX", name_rules.load("de")),
            number_plates.districts("LK STA", name_rules.load("de")),
        )

    assert contextvars.copy_context().run(read) == (["ended", "cemetery", "water"], ("08436",), ("09188",))
    assert words.code("stages", "Schlummert") == ""
    assert number_plates.plates() == number_plates.shipped()


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"words": "stages: {asleep: [schlummert]}\n"}, "stages.asleep: there is no such code"),
        ({"words": "states: {ended: [schlummert]}\n"}, "states: the list is one of topics, formats, stages"),
        ({"words": "stages: {ended: [läuft]}\n"}, "stages.ended: läuft stands for operating"),
        ({"words": "stages: {ended: [a1, b1], operating: [b1]}\n"}, "stages.operating: b1 stands for ended"),
        ({"words": "stages: {ended: [1899]}\n"}, "stages.ended: these are no words"),
        ({"words": "- a\n"}, "codelists/words.yaml is no list of entries."),
        ({"number_plates": 'STA: ["09189"]\n'}, "STA: the code is there already"),
        ({"number_plates": 'Rv: ["08436"]\n'}, "Rv: a number plate is one to three capitals"),
        ({"number_plates": "QQ: [8436]\n"}, "QQ: the keys of districts are texts of 5 digits"),
        ({"number_plates": 'QQ: ["99001"]\n'}, "QQ: the keys of districts are texts of 5 digits"),
    ],
)
def test_faults_in_own_words_and_plates_are_named(project, lists, said):
    with pytest.raises(InputError) as caught:
        vocabulary.load(project(**lists))
    assert said in caught.value.problem
