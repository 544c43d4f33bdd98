//! What is a correction, and what is not.

use proptest::prelude::*;
use vigie::article::{Change, ChangeKind, Edit, Edition, Piece, compare, marked};

fn edition(text: &str) -> Edition<'_> {
    Edition { title: "Drones over the harbour", text, is_live: false }
}

/// Compares two texts under one title.
#[track_caller]
fn check(what: &str, old: &str, new: &str, kind: ChangeKind) -> Change {
    let change = compare(&edition(old), &edition(new));
    assert_eq!(change.kind, kind, "{what}: {change:#?}");
    change
}

/// A text of the harbour long enough that one sentence is less than a twentieth of it.
fn long(sentence: &str) -> String {
    long_in("en", sentence)
}

/// The same with the rest in a language: German writes its nouns with capitals.
fn long_in(language: &str, sentence: &str) -> String {
    let rest: Vec<String> = (0..30)
        .map(|n| match language {
            "pt" => format!(
                "O parágrafo {n} diz como estava o cais {n} quando a equipa {n} voltou do mar para casa."
            ),
            "de" => format!(
                "Absatz {n} sagt, wie Pier {n} aussah, als Mannschaft {n} von der See nach Hause kam."
            ),
            _ => format!("Paragraph {n} tells what pier {n} looked like when crew {n} came home from sea."),
        })
        .collect();
    format!("{}\n\n{sentence}\n\n{}", rest[..15].join("\n\n"), rest[15..].join("\n\n"))
}

/// Language, a sentence, and what became of it: typing error mended, number, name, denial.
const SENTENCES: &[(&str, &str, [&str; 4])] = &[
    (
        "en",
        "On Monday the harbour master Ada Quay counted 40 drones above the terminal and called the coastguard.",
        [
            "On Monday the harbour master Ada Quay counted 40 drones above the terminall and called the coastguard.",
            "On Monday the harbour master Ada Quay counted 400 drones above the terminal and called the coastguard.",
            "On Monday the harbour master Jo Breaker counted 40 drones above the terminal and called the coastguard.",
            "On Monday the harbour master Ada Quay counted 40 drones above the terminal and never called the coastguard.",
        ],
    ),
    (
        "fr",
        "Lundi, la capitaine du port Ada Quay a compté 40 drones au-dessus du terminal et elle a prévenu la préfecture.",
        [
            "Lundi, la capitaine du port Ada Quay a compté 40 drones au-dessus du terminaal et elle a prévenu la préfecture.",
            "Lundi, la capitaine du port Ada Quay a compté 400 drones au-dessus du terminal et elle a prévenu la préfecture.",
            "Lundi, la capitaine du port Anne Brise a compté 40 drones au-dessus du terminal et elle a prévenu la préfecture.",
            "Lundi, la capitaine du port Ada Quay a compté 40 drones au-dessus du terminal et elle n’a pas prévenu la préfecture.",
        ],
    ),
    (
        "de",
        "Am Montag zählte die Hafenmeisterin Ada Quay über dem Terminal 40 Drohnen und hat die Küstenwache gerufen.",
        [
            "Am Montag zählte die Hafenmeisterin Ada Quay über dem Terminal 40 Drohnen und hat die Küstenwahce gerufen.",
            "Am Montag zählte die Hafenmeisterin Ada Quay über dem Terminal 400 Drohnen und hat die Küstenwache gerufen.",
            "Am Montag zählte die Hafenmeisterin Eva Brandung über dem Terminal 40 Drohnen und hat die Küstenwache gerufen.",
            "Am Montag zählte die Hafenmeisterin Ada Quay über dem Terminal 40 Drohnen und hat die Küstenwache nicht gerufen.",
        ],
    ),
    (
        "es",
        "El lunes la capitana del puerto Ada Quay contó 40 drones sobre la terminal y llamó a la guardia costera.",
        [
            "El lunes la capitana del puerto Ada Quay contó 40 drones sobre la terminnal y llamó a la guardia costera.",
            "El lunes la capitana del puerto Ada Quay contó 4.000 drones sobre la terminal y llamó a la guardia costera.",
            "El lunes la capitana del puerto Eva Marea contó 40 drones sobre la terminal y llamó a la guardia costera.",
            "El lunes la capitana del puerto Ada Quay contó 40 drones sobre la terminal y no llamó a la guardia costera.",
        ],
    ),
    (
        "uk",
        "У понеділок начальниця порту Ада Квай нарахувала 40 дронів над терміналом і викликала берегову охорону.",
        [
            "У понеділок начальниця порту Ада Квай нарахувала 40 дронів над терміналлом і викликала берегову охорону.",
            "У понеділок начальниця порту Ада Квай нарахувала 400 дронів над терміналом і викликала берегову охорону.",
            "У понеділок начальниця порту Олена Хвиля нарахувала 40 дронів над терміналом і викликала берегову охорону.",
            "У понеділок начальниця порту Ада Квай нарахувала 40 дронів над терміналом і не викликала берегову охорону.",
        ],
    ),
    (
        "el",
        "Τη Δευτέρα η λιμενάρχης Άντα Κέι μέτρησε 40 δρόνους πάνω από τον τερματικό σταθμό και κάλεσε την ακτοφυλακή.",
        [
            "Τη Δευτέρα η λιμενάρχης Άντα Κέι μέτρησε 40 δρόνους πάνω από τον τερρματικό σταθμό και κάλεσε την ακτοφυλακή.",
            "Τη Δευτέρα η λιμενάρχης Άντα Κέι μέτρησε 400 δρόνους πάνω από τον τερματικό σταθμό και κάλεσε την ακτοφυλακή.",
            "Τη Δευτέρα η λιμενάρχης Εύα Κύμα μέτρησε 40 δρόνους πάνω από τον τερματικό σταθμό και κάλεσε την ακτοφυλακή.",
            "Τη Δευτέρα η λιμενάρχης Άντα Κέι μέτρησε 40 δρόνους πάνω από τον τερματικό σταθμό και δεν κάλεσε την ακτοφυλακή.",
        ],
    ),
];

/// The same where capitals tell no names: number and denial in a long text; a name only where all of it changes.
const CASELESS: &[(&str, &str, [&str; 2])] = &[
    (
        "ar",
        "يوم الاثنين أحصت مديرة الميناء ٤٠ طائرة مسيرة فوق المحطة واتصلت بخفر السواحل.",
        [
            "يوم الاثنين أحصت مديرة الميناء ٤٠٠ طائرة مسيرة فوق المحطة واتصلت بخفر السواحل.",
            "يوم الاثنين أحصت مديرة الميناء ٤٠ طائرة مسيرة فوق المحطة ولكنها لم تتصل واتصلت بخفر السواحل.",
        ],
    ),
    (
        "zh",
        "星期一港务局长在码头上空数到40架无人机并通知了海岸警卫队。",
        [
            "星期一港务局长在码头上空数到400架无人机并通知了海岸警卫队。",
            "星期一港务局长在码头上空数到40架无人机并没通知海岸警卫队。",
        ],
    ),
    (
        "ja",
        "月曜日に港長は埠頭の上空で四十機のドローンを数え、海上保安庁に通報した。",
        [
            "月曜日に港長は埠頭の上空で四百機のドローンを数え、海上保安庁に通報した。",
            "月曜日に港長は埠頭の上空で四十機のドローンを数え、海上保安庁に通報しなかった。",
        ],
    ),
    (
        "hi",
        "सोमवार को बंदरगाह प्रमुख ने टर्मिनल के ऊपर ४० ड्रोन गिने और तटरक्षक को बुलाया।",
        [
            "सोमवार को बंदरगाह प्रमुख ने टर्मिनल के ऊपर ४०० ड्रोन गिने और तटरक्षक को बुलाया।",
            "सोमवार को बंदरगाह प्रमुख ने टर्मिनल के ऊपर ४० ड्रोन गिने और तटरक्षक को नहीं बुलाया।",
        ],
    ),
];

#[test]
fn one_fact_of_a_long_text_is_a_correction_and_a_typing_error_is_not() {
    for (language, old, [typed, number, name, denied]) in SENTENCES {
        let long = |sentence| long_in(language, sentence);
        let old = long(old);
        check(language, &old, &long(typed), ChangeKind::Cosmetic);
        let change = check(language, &old, &long(number), ChangeKind::Substance);
        assert_eq!(change.numbers.old, ["40"], "{language}");
        let change = check(language, &old, &long(name), ChangeKind::Substance);
        assert!(!change.names.is_empty() && change.numbers.is_empty(), "{language}: {change:?}");
        assert_eq!(check(language, &old, &long(denied), ChangeKind::Substance).denied, 1, "{language}");
    }
}

#[test]
fn scripts_without_capitals_tell_numbers_and_denials_too() {
    for (language, old, [number, denied]) in CASELESS {
        let old = long(old);
        let change = check(language, &old, &long(number), ChangeKind::Substance);
        assert!(!change.numbers.is_empty(), "{language}: {change:?}");
        assert!(check(language, &old, &long(denied), ChangeKind::Substance).denied > 0, "{language}");
    }
    let old = long("市长王海涛星期一访问港口。王海涛说他很满意。");
    let new = long("市长李建国星期一访问港口。李建国说他很满意。");
    assert!(!check("zh", &old, &new, ChangeKind::Substance).names.is_empty());
    let old = long("市長のスミス氏が港を訪れた。");
    assert!(
        !check("ja", &old, &long("市長のジョーンズ氏が港を訪れた。"), ChangeKind::Substance).names.is_empty()
    );
}

#[test]
fn furniture_and_typography_are_nothing() {
    let old = "The harbour was closed on Thursday. \"Nobody was hurt,\" the mayor said - twice.\n\nUpdated at 14:05\n\n\
               23 shares\n\n4 min read\n\nRead more: Ferries run again\n\nSee also: The port in numbers\n\nIt cost 1,000 crowns, or 4 % more.";
    let new = "Updated at 16:30\n\nThe harbour  was closed on Thursday.\n\n“Nobody was hurt,” the mayor said – twice.\n\n\
               1,204 shares\n\n5 min read\n\nSee also: The port in numbers\n\nRead more: A sailor’s life\n\nIt cost 1 000 crowns, or 4% more.";
    check("en", old, new, ChangeKind::None);
    for (language, old, new) in [
        (
            "fr",
            "Le port est fermé.\n\nMis à jour le 12 juin à 14h05\n\nLire aussi : Les ferries",
            "Le port est fermé.\n\nMis à jour le 12 juin à 16h40\n\nLire aussi : Les marins",
        ),
        (
            "de",
            "Der Hafen ist zu.\n\nStand: 12.06.2026, 14:05 Uhr\n\nLesezeit: 3 Minuten",
            "Der Hafen ist zu.\n\nAktualisiert am 12. Juni 2026 um 16:40 Uhr\n\nLesezeit: 4 Minuten",
        ),
        (
            "es",
            "El puerto está cerrado.\n\nActualizado el 12 de junio a las 14:05",
            "El puerto está cerrado.\n\nActualizado el 12 de junio a las 16:40\n\nLea también: Los marineros",
        ),
        (
            "it",
            "Il porto è chiuso.\n\nAggiornato alle 14:05",
            "Il porto è chiuso.\n\nAggiornato alle 16:40\n\nLeggi anche: I marinai",
        ),
        (
            "ru",
            "Порт закрыт.\n\nОбновлено 12 июня в 14:05\n\nЧитайте также: Паромы",
            "Порт закрыт.\n\nОбновлено 12 июня в 16:40\n\nЧитайте также: Моряки",
        ),
        ("uk", "Порт закрито.\n\nОновлено о 14:05", "Порт закрито.\n\nОновлено о 16:40\n\n15 коментарів"),
        (
            "pl",
            "Port jest zamknięty.\n\nAktualizacja: 14:05",
            "Port jest zamknięty.\n\nAktualizacja: 16:40\n\nCzytaj także: Marynarze",
        ),
        ("zh", "港口关闭。\n\n更新时间：2026年6月12日14:05", "港口关闭。\n\n更新时间：2026年6月12日16:40"),
        (
            "ar",
            "الميناء مغلق.\n\nآخر تحديث: 14:05",
            "الميناء مغلق.\n\nآخر تحديث: 16:40\n\nاقرأ أيضا: البحارة",
        ),
    ] {
        check(language, old, new, ChangeKind::None);
    }
    // What only looks like it is said all the same.
    for said in [
        "The time was 14:05 when it fell.",
        "Related firms shared 5 of 9 losses.",
        "March 5 was the day it burnt.",
    ] {
        check(said, "The harbour is closed.", &format!("The harbour is closed.\n\n{said}"), ChangeKind::Grew);
    }
}

#[test]
fn a_text_that_only_grew_corrects_nothing() {
    let old = "The harbour was closed on Thursday. Divers searched the quays.\n\nShips wait outside.";
    let new = format!("{old}\n\nIn the evening the mayor opened the harbour again. 12 ships came in.");
    let change = check("appended", old, &new, ChangeKind::Grew);
    assert_eq!((change.added, change.removed, change.altered), (2, 0, 0));
    check("above", old, &format!("The harbour is open again, the mayor says.\n\n{old}"), ChangeKind::Grew);
    let corrected = new.replace("Divers searched", "Soldiers searched");
    check("grew and changed", old, &corrected, ChangeKind::Substance);
    check(
        "a note",
        old,
        &format!("{old}\n\nCorrection: an earlier version named another day."),
        ChangeKind::Substance,
    );
    check(
        "a note",
        old,
        &format!("{old}\n\nIn einer früheren Version stand ein anderer Tag."),
        ChangeKind::Substance,
    );
    let officers = format!("{old}\n\nCorrection officers came from the town.");
    check("no note", old, &officers, ChangeKind::Grew);
    check(
        "gone",
        old,
        "The harbour was closed on Thursday. Divers searched the quays.",
        ChangeKind::Substance,
    );
}

#[test]
fn a_few_words_of_a_long_text_are_cosmetic_and_a_twentieth_is_not() {
    let words = long("The fishermen said that they had seen it all before.");
    check("reworded", &words, &words.replace("said that they", "said they"), ChangeKind::Cosmetic);
    check(
        "moved",
        "One came first. Two followed it. Three was late.",
        "Two followed it. One came first. Three was late.",
        ChangeKind::Cosmetic,
    );
    let hurt = words.replace("looked like", "had looked like");
    assert!(check("all reworded", &words, &hurt, ChangeKind::Substance).share > 0.9);
    let (before, after) = ("It cost a million crowns to build.", "It cost a billion crowns to build.");
    check("magnitude", &long(before), &long(after), ChangeKind::Substance);
    let words = ["The flood took two boats from the quay.", "The flood took three boats from the quay."];
    check("in words", &long(words[0]), &long(words[1]), ChangeKind::Substance);
    let (before, after) =
        ("A equipa chegou no domingo ao cais novo.", "A equipa chegou ao cais novo no domingo, no fim.");
    check("pt: no is in the", &long_in("pt", before), &long_in("pt", after), ChangeKind::Cosmetic);
    check(
        "cold",
        &long("At -5 degrees the quay froze."),
        &long("At 5 degrees the quay froze."),
        ChangeKind::Substance,
    );
}

#[test]
fn a_paywall_that_closes_corrects_nothing() {
    let whole = long("The mayor spoke.");
    let teaser = whole.split("\n\n").take(6).collect::<Vec<_>>().join("\n\n");
    check("closed", &whole, &teaser, ChangeKind::Teaser);
    check("opened", &teaser, &whole, ChangeKind::Grew);
}

#[test]
fn a_title_that_says_something_else_is_a_correction() {
    let text = "The harbour was closed on Thursday.";
    let titled = |old, new| {
        let of = |title| Edition { title, text, is_live: false };
        compare(&of(old), &of(new))
    };
    let change = titled("Drones close the harbour", "Balloons close the harbour");
    assert_eq!(change.kind, ChangeKind::Substance);
    assert_eq!(change.title, Some(("Drones close the harbour".into(), "Balloons close the harbour".into())));
    assert_eq!(titled("“Drones” close the harbour", "'Drones' close the harbour").kind, ChangeKind::None);
    assert_eq!(
        titled("Drones close the harbuor today", "Drones close the harbour today").kind,
        ChangeKind::Cosmetic
    );
    assert_eq!(titled("Mayor fines 40 skippers", "Mayor fines 400 skippers").kind, ChangeKind::Substance);
}

#[test]
fn words_around_a_headline_say_nothing() {
    let text = "The harbour was closed on Thursday.";
    let of = |title| Edition { title, text, is_live: false };
    let title = "Drones close the harbour";
    for other in [
        "LIVE: Drones close the harbour",
        "BREAKING – Drones close the harbour",
        "UPDATE 1-Drones close the harbour",
        "[Video] Drones close the harbour",
        "Drones close the harbour (video)",
        "Drones close the harbour | Live",
        "【速報】Drones close the harbour",
    ] {
        assert_eq!(compare(&of(title), &of(other)).kind, ChangeKind::None, "{other}");
        assert_eq!(compare(&of(other), &of(title)).kind, ChangeKind::None, "{other}");
    }
    for other in [
        "Live drones close the harbour",
        "Mayor: Drones close the harbour",
        "Live: Balloons close the harbour",
    ] {
        assert_eq!(compare(&of(title), &of(other)).kind, ChangeKind::Substance, "{other}");
    }
}

#[test]
fn a_number_says_the_same_in_words_and_in_digits() {
    for (words, digits, wrong) in [
        (
            "The mayor saw forty drones and went home.",
            "The mayor saw 40 drones and went home.",
            "The mayor saw 400 drones and went home.",
        ),
        (
            "The mayor saw twenty-five drones and went home.",
            "The mayor saw 25 drones and went home.",
            "The mayor saw 35 drones and went home.",
        ),
        (
            "The mayor saw twenty-one drones and went home.",
            "The mayor saw 21 drones and went home.",
            "The mayor saw twenty-two drones and went home.",
        ),
    ] {
        check(words, &long(words), &long(digits), ChangeKind::None);
        check(digits, &long(digits), &long(words), ChangeKind::None);
        check(wrong, &long(words), &long(wrong), ChangeKind::Substance);
    }
    let change = check(
        "told as written",
        &long("The mayor saw twenty-five drones and went home."),
        &long("The mayor saw thirty-five drones and went home."),
        ChangeKind::Substance,
    );
    assert_eq!(
        (change.numbers.old, change.numbers.new),
        (vec!["twenty-five".to_owned()], vec!["thirty-five".to_owned()])
    );
}

#[test]
fn notes_of_corrections_are_known_in_many_languages() {
    for note in [
        "Editor's note: a previous version gave the wrong figure.",
        "Update: this article was corrected on Friday.",
        "Corrects the number of ships in the second paragraph.",
        "Hinweis: Wir haben den Text korrigiert.",
        "In einer vorherigen Version dieses Artikels stand, es seien vier.",
        "Mise à jour : cet article a été corrigé.",
        "Este artículo ha sido corregido.",
        "Errata: eram três navios.",
        "ERRAMOS: eram três navios.",
        "Correzione: erano tre navi.",
        "I en tidigare version av artikeln stod det fyra.",
        "I en tidligere version af artiklen stod der fire.",
        "I en tidligere versjon av saken sto det fire.",
        "Oikaisu: laivoja oli kolme.",
        "Oprava: šlo o tři lodě.",
        "Helyesbítés: három hajó volt.",
        "Erată: au fost trei nave.",
        "Уточнение: кораблей было три.",
        "勘误：船只为三艘。",
        "바로잡습니다. 선박은 세 척입니다.",
        "Ralat: ada tiga kapal.",
    ] {
        check(note, &long("x"), &format!("{}\n\n{note}", long("x")), ChangeKind::Substance);
    }
    for other in [
        "Editor's note: the author sails himself.",
        "Update: the ferry leaves at nine.",
        "Hinweis: Der Hafen schließt um neun.",
    ] {
        check(other, &long("x"), &format!("{}\n\n{other}", long("x")), ChangeKind::Grew);
    }
}

#[test]
fn a_chronology_can_be_wrong() {
    let old = "09:05 The first drone is seen.\n\n09:40 The mayor counts 40 drones.\n\n10:15 Ships wait outside.\n\n11:30 The harbour opens.";
    check("a chronology", old, &old.replace("40 drones", "400 drones"), ChangeKind::Substance);
    let afternoon =
        "2:10 pm It ends.\n\n1:40 pm Five drones left.\n\n12:30 pm Ten drones.\n\n11:15 am It begins.";
    check("entries of an afternoon", afternoon, &afternoon.replace("Five", "Six"), ChangeKind::Live);
}

#[test]
fn a_live_blog_is_never_corrected() {
    let old = Edition { is_live: true, ..edition("The mayor speaks. Three drones were seen.") };
    let new = Edition { is_live: true, ..edition("The mayor has left. Five drones were seen.") };
    assert_eq!(compare(&old, &new).kind, ChangeKind::Live);
    assert_eq!(compare(&old, &old).kind, ChangeKind::None);
    let entries = "14:05 The mayor speaks.\n\n13.40 Uhr: Drones above the pier.\n\n12h10 – Les bateaux attendent.\n\n9:58 am It begins.";
    let later =
        format!("15:20 He has left the hall.\n\n{}", entries.replace("Drones above", "Two drones above"));
    check("by its times", entries, &later, ChangeKind::Live);
    check("a match report", "The 90.5 km race began.", "The 90.7 km race began.", ChangeKind::Substance);
}

#[test]
fn the_difference_marks_words_in_their_sentences() {
    let old = "The mayor counted 40 drones. Nobody was hurt.\n\nShips wait outside.";
    let new = "The mayor counted 400 drones. Nobody was hurt.\n\nA pilot was questioned.";
    let change = check("words", old, new, ChangeKind::Substance);
    let [Edit::Altered(pieces), Edit::Kept(1), Edit::Removed(removed), Edit::Added(added)] =
        change.difference.0.as_slice()
    else {
        panic!("{:?}", change.difference);
    };
    assert_eq!(marked(pieces), "The mayor counted [-40-]{+400+} drones.");
    assert_eq!((removed.as_str(), added.as_str()), ("Ships wait outside.", "A pilot was questioned."));
    assert_eq!(pieces[0], Piece::Same("The mayor counted ".into()));
    let json = serde_json::to_string(&change).unwrap();
    assert!(
        json.contains(r#"{"altered":[{"same":"The mayor counted "},{"removed":"40"},{"added":"400"}"#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<Change>(&json).unwrap(), change);
}

#[test]
fn hostile_texts_are_compared_within_bounds() {
    let many =
        |word: &str| (0..60_000).map(|n| format!("{word}{} ran.", n % 977)).collect::<Vec<_>>().join(" ");
    let change = compare(&edition(&many("Fox")), &edition(&many("Hen")));
    assert_eq!(change.kind, ChangeKind::Substance);
    assert!(matches!(change.difference.0.last(), Some(Edit::More(_))));
    assert!(serde_json::to_string(&change.difference).unwrap().len() < 400_000);
    let line = "a".repeat(2_000_000);
    assert_eq!(compare(&edition(&line), &edition(&"b ".repeat(1_000_000))).kind, ChangeKind::Substance);
    assert_eq!(compare(&edition(""), &edition("")).kind, ChangeKind::None);
}

/// Texts of few words, so that sentences are often alike, moved, and reworded.
fn texts() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "The", "ship", "Otto", "40", "1 000", "not", "港", "дрон", "read", "also", "14:05", "’s",
    ]);
    let end = prop::sample::select(vec![". ", "! ", "\n\n", "。", " ", ".\n"]);
    let sentence = (prop::collection::vec(word, 1..6), end).prop_map(|(words, end)| words.join(" ") + end);
    prop::collection::vec(sentence, 0..24).prop_map(|sentences| sentences.concat())
}

proptest! {
    #[test]
    fn the_difference_applied_to_the_old_text_says_what_the_new_one_says(old in texts(), new in texts()) {
        let change = compare(&edition(&old), &edition(&new));
        let made = change.difference.apply(&old).expect("a whole difference of this very text");
        let again = compare(&edition(&made.join("\n")), &edition(&new));
        prop_assert_eq!(again.kind, ChangeKind::None, "{:?} {:?}", made, again);
        prop_assert_eq!(compare(&edition(&old), &edition(&old)).kind, ChangeKind::None);
    }

    #[test]
    fn any_two_texts_can_be_compared(old in ".{0,300}", new in ".{0,300}") {
        let change = compare(&edition(&old), &edition(&new));
        prop_assert!(change.difference.apply(&old).is_some());
        prop_assert!((0.0..=1.0).contains(&change.share));
    }
}
