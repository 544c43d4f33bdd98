//! One event told in several languages.

use vigie::story::Relation;

use super::desk::Desk;

#[test]
fn one_event_is_one_story_in_six_languages() {
    let told = [
        (
            "Ferrand elected president of Moldova",
            "Opposition leader Jonas Ferrand won 54 percent of votes in the election on Sunday.",
        ),
        (
            "Ferrand wybrany na prezydenta Mołdawii",
            "Lider opozycji Jonas Ferrand zdobył 54 procent głosów w niedzielnych wyborach.",
        ),
        (
            "Ферранд избран президентом Молдавии",
            "Лидер оппозиции Йонас Ферранд получил 54 процента голосов на выборах в воскресенье.",
        ),
        (
            "Ferrand zum Präsidenten von Moldau gewählt",
            "Der Chef der Opposition, Jonas Ferrand, erhielt bei der Wahl am Sonntag 54 Prozent.",
        ),
        (
            "Ferrand élu président de la Moldavie",
            "Le chef de l’opposition, Jonas Ferrand, obtient 54 % des voix au scrutin de dimanche.",
        ),
        (
            "Ferrand eletto presidente della Moldavia",
            "Il leader dell’opposizione Jonas Ferrand ha ottenuto il 54 per cento dei voti nelle elezioni.",
        ),
    ];
    let mut desk = Desk::default();
    let first = desk.tell("en.example", told[0].0, told[0].1, 0);
    for (title, body) in &told[1..] {
        assert_eq!(desk.tell("other.example", title, body, 1).story, first.story, "{title}");
    }
}

/// One rescue as told in languages that spell foreign names in syllables.
pub const RESCUE: [(&str, &str); 4] = [
    (
        "Climbers Fernandez and Kowalski brought down alive",
        "Ines Fernandez and Pavel Kowalski waited nine nights in a snow hole before guides led by Lombardo reached them, the alpine \
         club of Stanton said.",
    ),
    (
        "登山者费尔南德斯与科瓦尔斯基生还下山",
        "斯坦顿登山俱乐部说，伊内斯·费尔南德斯与帕维尔·科瓦尔斯基在雪洞里等了九夜，隆巴多带领的向导才赶到。",
    ),
    (
        "登山者のフェルナンデスさんとコワルスキさん、生きて下山",
        "スタントン山岳会によると、フェルナンデスさんとコワルスキさんは雪洞で九夜を過ごし、ロンバルド隊が到着した。",
    ),
    (
        "등반가 페르난데스와 코왈스키 살아서 내려와",
        "스탠턴 산악회는 페르난데스와 코왈스키가 눈굴에서 아홉 밤을 기다린 끝에 롬바르도가 이끄는 안내인들이 닿았다고 밝혔다.",
    ),
];

#[test]
fn names_spelled_in_syllables_are_known_by_their_sound() {
    for (one, (title, body)) in RESCUE.iter().enumerate() {
        for (other, (other_title, other_body)) in RESCUE.iter().enumerate().filter(|(other, _)| *other != one)
        {
            let mut desk = Desk::default();
            let first = desk.tell("a.example", title, body, 0);
            let second = desk.tell("b.example", other_title, other_body, 2);
            let told = (second.story, second.relation);
            assert_eq!(told, (first.story, Relation::SameEvent), "{one} {other}");
        }
    }
    // The same told of others.
    let [(title, body), (zh_title, zh_body), ..] = RESCUE;
    let others =
        [("费尔南德斯", "安德森"), ("科瓦尔斯基", "莫罗佐夫"), ("隆巴多", "威尔金斯"), ("斯坦顿", "巴塞尔")];
    let of_others =
        |text: &str| others.iter().fold(text.to_owned(), |text, (name, other)| text.replace(name, other));
    let mut desk = Desk::default();
    let first = desk.tell("a.example", title, body, 0);
    let second = desk.tell("b.example", &of_others(zh_title), &of_others(zh_body), 2);
    assert_ne!(second.story, first.story);
}

/// Whether two reports, of an hour apart and two houses, are one story.
fn is_one_story((title, body): (&str, &str), (other_title, other_body): (&str, &str)) -> bool {
    let mut desk = Desk::default();
    let first = desk.tell("en.example", title, body, 0);
    desk.tell("other.example", other_title, other_body, 1).story == first.story
}

/// One fire in English.
const FIRE_IN_ENGLISH: (&str, &str) = (
    "Hospital fire in Ljubljana kills twelve",
    "Police investigate an explosion after the fire in the hospital. 1,240 patients were evacuated.",
);

/// The same as told in languages that the lexicon has no column for.
const FIRE: [(&str, &str, &str); 11] = [
    (
        "sv",
        "Brand på sjukhus i Ljubljana: tolv döda",
        "Polisen utreder en explosion efter branden på sjukhuset. 1 240 patienter evakuerades.",
    ),
    (
        "nl",
        "Brand in ziekenhuis in Ljubljana: twaalf doden",
        "De politie onderzoekt een explosie na de brand in het ziekenhuis. 1.240 patiënten werden geëvacueerd.",
    ),
    (
        "pt",
        "Incêndio em hospital de Ljubljana: doze mortos",
        "A polícia investiga uma explosão depois do incêndio no hospital. 1.240 pacientes foram evacuados.",
    ),
    (
        "cs",
        "Požár v nemocnici v Lublani: dvanáct mrtvých",
        "Policie vyšetřuje výbuch po požáru v nemocnici. 1 240 pacientů bylo evakuováno.",
    ),
    (
        "tr",
        "Ljubljana'da hastanede yangın: on iki ölü",
        "Polis, hastanedeki yangının ardından patlamayı soruşturuyor. 1.240 hasta tahliye edildi.",
    ),
    (
        "ar",
        "حريق في مستشفى في ليوبليانا: مقتل اثني عشر",
        "تحقق الشرطة في انفجار بعد الحريق في المستشفى. وتم إجلاء 1240 من المرضى.",
    ),
    (
        "fa",
        "آتش\u{200c}سوزی در بیمارستان لیوبلیانا: دوازده کشته",
        "پلیس درباره انفجار پس از آتش سوزی در بیمارستان تحقیقات می‌کند. ۱۲۴۰ بیمار تخلیه شدند.",
    ),
    (
        "he",
        "שריפה בבית חולים בלובליאנה: שנים עשר הרוגים",
        "המשטרה פתחה בחקירה של הפיצוץ אחרי השריפה בבית החולים. 1,240 חולים פונו.",
    ),
    (
        "hi",
        "लुब्लियाना के अस्पताल में आग: बारह की मौत",
        "अस्पताल में आग के बाद विस्फोट की जांच पुलिस कर रही है। 1,240 मरीज निकासी के बाद सुरक्षित हैं।",
    ),
    (
        "ja",
        "リュブリャナの病院で火災、12人死亡",
        "病院の火災の後、警察は爆発を捜査している。患者1240人が避難した。",
    ),
    (
        "ko",
        "류블랴나 병원 화재로 12명 사망",
        "경찰은 병원 화재 뒤 폭발을 수사하고 있다. 환자 1240명이 대피했다.",
    ),
];

#[test]
fn words_of_the_news_tell_an_event_in_languages_beside_the_nine() {
    let apart = FIRE.iter().filter(|(_, title, body)| !is_one_story(FIRE_IN_ENGLISH, (title, body)));
    let apart: Vec<&str> = apart.map(|(code, ..)| *code).collect();
    assert_eq!(apart, [""; 0]);
}

/// A count of ballots in whose words only the number is common to all.
const BALLOTS: [(&str, &str); 4] = [
    (
        "1.37 million ballots in Moldova",
        "Moldova counts 281,752 ballots from abroad and 1.37 million at home.",
    ),
    ("W Mołdawii policzono 1,37 mln kart", "Mołdawia: 281 752 karty z zagranicy i 1,37 mln w kraju."),
    (
        "В Молдавии 1,37 млн бюллетеней",
        "В Молдавии насчитали 281 752 бюллетеня из-за рубежа и 1,37 миллиона внутри.",
    ),
    ("摩尔多瓦清点137万张选票", "摩尔多瓦清点了281,752张境外选票和137万张境内选票。"),
];

#[test]
fn a_number_is_one_however_it_is_written() {
    for (title, body) in &BALLOTS[1..] {
        assert!(is_one_story(BALLOTS[0], (title, body)), "{title}");
        // Another count of another day.
        let other = |text: &str| text.replace("37", "92").replace("281", "305").replace("752", "166");
        assert!(!is_one_story(BALLOTS[0], (&other(title), &other(body))), "{title}");
    }
}
