//! Tokens, folding, stems and detection, as the topics and the archive see them.

use proptest::prelude::*;
use vigie::language::{Detected, Stemmer, detect, fold, search_tokens, tokens, tokens_in};
use vigie::model::Language;

/// A text and the tokens it must give, separated by spaces, as the text spells them.
#[track_caller]
fn cuts(text: &str, expected: &str) {
    let found: Vec<&str> = tokens(text).iter().map(|t| t.text(text)).collect();
    assert_eq!(found.join(" "), expected, "tokens of {text:?}");
}

#[track_caller]
fn folds(text: &str, expected: &str) {
    assert_eq!(search_tokens(text), expected, "folded tokens of {text:?}");
}

#[test]
fn elided_words_take_no_position() {
    cuts("L’Otan et l'Alliance", "Otan et Alliance");
    cuts("qu’il s’agisse d’un missile", "il agisse un missile");
    cuts("Kim Jong Un's visit to Bell’s", "Kim Jong Un visit to Bell");
    cuts("dell’aeronautica nell'Unione", "aeronautica Unione");
    cuts("Jusqu’à aujourd’hui", "à aujourd’hui");
    cuts("quelqu'un", "quelqu'un");
}

#[test]
fn apostrophe_suffixes_take_no_position() {
    cuts("Ukraine's air defence", "Ukraine air defence");
    cuts("NATO’nun ve Türkiye'deki üs", "NATO ve Türkiye üs");
    cuts("TSK'nın F-35'lerden vazgeçmesi", "TSK F 35 vazgeçmesi");
    cuts("They're here", "They here");
}

#[test]
fn a_single_letter_behind_an_apostrophe_is_an_ending_where_names_bear_such() {
    for (code, text, first) in [
        ("en", "Sana'a", "Sana'a"),
        ("en", "Shi'a", "Shi'a"),
        ("fr", "Baha’i", "Baha’i"),
        ("ar", "Dar'a", "Dar'a"),
        ("tr", "Trump'a", "Trump"),
        ("az", "Putin’i", "Putin"),
        ("pl", "Vance'a", "Vance"),
        ("et", "Macron'i", "Macron"),
        ("en", "Erdoğan'ın", "Erdoğan"),
    ] {
        assert_eq!(tokens_in(text, code.parse().unwrap())[0].text(text), first, "{code}: {text}");
    }
    // A query is of no language.
    cuts("Sana'a Shi’a", "Sana'a Shi’a");
}

/// The sentence of each word.
#[track_caller]
fn sentences(code: &str, text: &str, expected: &[u32]) {
    let found: Vec<u32> = tokens_in(text, code.parse().unwrap()).iter().map(|t| t.sentence).collect();
    assert_eq!(found, expected, "{code}: {text}");
}

#[test]
fn a_full_stop_behind_a_number_or_a_short_word_ends_a_sentence_where_it_mostly_does() {
    sentences("en", "It cost 40. The port", &[0, 0, 0, 1, 1]);
    sentences("en", "On May 25. The port", &[0, 0, 0, 1, 1]);
    sentences("de", "Am 24. Juni", &[0, 0, 0]);
    sentences("nb", "Den 24. Juni", &[0, 0, 0]);
    sentences("en", "He said no. The port", &[0, 0, 0, 1, 1]);
    sentences("en", "In No. 10 today", &[0, 0, 0, 0]);
    sentences("fr", "Selon l’art. 5 du code", &[0, 0, 0, 0, 0]);
    sentences("en", "Of modern art. The port", &[0, 0, 0, 1, 1]);
    sentences("en", "A sales rep. The port", &[0, 0, 0, 1, 1]);
    sentences("en", "With Rep. Smith and Mr. Doe", &[0, 0, 0, 0, 0, 0]);
    sentences("en", "Shares in ING. The port", &[0, 0, 0, 1, 1]);
    sentences("it", "Per l’ing. Rossi", &[0, 0, 0]);
    sentences("pl", "Plac im. Jana", &[0, 0, 0]);
    sentences("pl", "Nie wiadomo co. Port", &[0, 0, 0, 1]);
    sentences("en", "On Jan. 6 the port", &[0; 5]);
    sentences("en", "It fell in January. 6 of them", &[0, 0, 0, 0, 1, 1, 1]);
    sentences("en", "On Sept. 11, Fig. 3, approx. 40 m, Nos. 5 and 6 at Ft. Hood on Mt. Etna", &[0; 18]);
    sentences("en", "It is 10 ft. The port", &[0, 0, 0, 0, 1, 1]);
    sentences("fr", "Ils sont sept. 12 sont morts", &[0, 0, 0, 1, 1, 1]);
    sentences("es", "La Sra. López", &[0, 0, 0]);
    sentences("es", "Cayó en el mar. 5 barcos", &[0, 0, 0, 0, 1, 1]);
    sentences("pl", "Na ul. Długiej", &[0, 0, 0]);
    sentences("cs", "Kostel sv. Václava", &[0, 0, 0]);
    sentences("ru", "На ул. Ленина", &[0, 0, 0]);
    sentences("sv", "Det var kl. 14 i dag", &[0; 6]);
    // A note's mark belongs to what stands before it.
    sentences("en", "The missile fell.[1] The port burned.[23] It ended", &[0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    sentences("de", "Sie fiel.[1] Der Hafen", &[0, 0, 0, 1, 1]);
    sentences("en", "The list [1] The port", &[0; 5]);
    // Differences in the store are cut so.
    sentences("und", "It cost 40. The art. The rep. The no. The co. The ing. The im. End", &[0; 16]);
    sentences("und", "On Jan. The sea.[1] The ul. End", &[0, 0, 1, 1, 1, 1, 1, 2]);
}

#[test]
fn an_apostrophe_inside_a_word_is_a_letter() {
    cuts("сім’я об'єкт", "сім’я об'єкт");
    cuts("O'Brien's Qur'an don't", "O'Brien Qur'an don't");
    folds("сім’я сімʼя сім'я сім´я", "сім'я сім'я сім'я сім'я");
    folds("O´Brien", "o'brien");
}

#[test]
fn hyphens_separate_like_spaces() {
    folds("air-defence air‑defence air–defence", "air defence air defence air defence");
    folds("IRIS-T S-400", "iris t s 400");
}

#[test]
fn soft_hyphens_and_joiners_vanish() {
    folds("Luft\u{ad}ver\u{ad}teidigung", "luftverteidigung");
}

#[test]
fn numbers_keep_their_decimals_and_lose_the_sign_after_them() {
    cuts("3,5 % du PIB, 400% et 1.000.000 €.", "3,5 % du PIB 400 % et 1.000.000 €");
    cuts("$3.2bn in 2024, 2025.", "$ 3.2bn in 2024 2025");
}

#[test]
fn a_hashtag_is_marked_and_keeps_its_word() {
    let text = "Sommet #OTAN2025 #défense_aérienne # seul";
    cuts(text, "Sommet OTAN2025 défense_aérienne seul");
    let marked: Vec<bool> = tokens(text).iter().map(|t| t.hashtag).collect();
    assert_eq!(marked, [false, true, true, false]);
}

#[test]
fn scripts_without_spaces_give_a_token_for_each_character() {
    folds("防空ミサイル", "防 空 ミ サ イ ル");
    folds("ﾎﾞﾙﾄ", "ボ ル ト");
    assert_eq!(tokens("ป้องกันภัยทางอากาศ").len(), 15);
    folds("NATOの東京2025", "nato の 東 京 2025");
}

#[test]
fn case_accents_and_width_are_folded() {
    for (written, folded) in [
        ("DÉFENSE", "defense"),
        ("Défense", "defense"),
        ("De\u{301}fense", "defense"),
        ("Straße", "strasse"),
        ("Ålesund", "alesund"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("ISPARTA", "isparta"),
        ("ısparta", "isparta"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("Ещё", "еще"),
        ("Київ", "київ"),
        ("Й", "й"),
        ("أمن", "امن"),
        ("شَمْس", "شمس"),
        ("ａｂｃ", "abc"),
        ("ﬁnance", "finance"),
        ("हिन्दी", "हिन्दी"),
    ] {
        assert_eq!(fold(written), folded, "{written}");
    }
    folds("צה\"ל צה״ל", "צהל צהל");
}

#[test]
fn sentences_and_paragraphs_are_counted() {
    let text =
        "Mr. Rutte spoke. On 24. Juni he will speak again! Will he?\nA line.\n\nSecond paragraph. 終わり。次";
    let counted: Vec<(&str, u32, u32)> =
        tokens(text).iter().map(|t| (t.text(text), t.sentence, t.paragraph)).collect();
    let at = |word: &str| counted.iter().find(|(w, ..)| *w == word).map(|(_, s, p)| (*s, *p)).unwrap();
    assert_eq!(at("Rutte"), (0, 0));
    assert_eq!(at("Juni"), (1, 0));
    assert_eq!(at("Will"), (2, 0));
    assert_eq!(at("line"), (3, 0));
    assert_eq!(at("Second"), (4, 1));
    assert_eq!(at("り"), (5, 1));
    assert_eq!(at("次"), (6, 1));
}

#[test]
fn offsets_count_bytes_and_characters() {
    let text = "é «Otan»";
    let otan = tokens(text)[1];
    assert_eq!((otan.start, otan.end), (5, 9));
    assert_eq!((otan.char_start, otan.char_end), (3, 7));
}

#[test]
fn stems_join_the_forms_of_a_word() {
    for (code, one, other) in [
        ("en", "missiles", "Missile"),
        ("fr", "aériennes", "aérienne"),
        ("de", "Raketen", "Rakete"),
        ("pl", "rządem", "rządu"),
        ("uk", "виборів", "вибори"),
        ("ru", "ракетами", "ракеты"),
        ("cs", "zákonů", "zákony"),
        ("tr", "füzeler", "füzelerin"),
        ("uk", "сім’я", "сім'я"),
        ("sr", "ракете", "raketa"),
    ] {
        let stemmer = Stemmer::of(code.parse().unwrap()).unwrap();
        assert_eq!(stemmer.stem(one), stemmer.stem(other), "{code}: {one} {other}");
    }
    assert!(Stemmer::of(Language::from_static("zh")).is_none());
}

#[track_caller]
fn reads(code: &str, title: &str, body: &str) {
    let language = code.parse().unwrap();
    assert_eq!(detect(title, body, None), Detected { language, sure: true }, "{title}");
}

#[test]
fn a_paragraph_in_latin_letters_tells_its_language() {
    reads(
        "en",
        "Ministers agree on new radars",
        "The ministers said that they would buy the radars next year, and that the cost is shared.",
    );
    reads(
        "fr",
        "Les ministres d’accord",
        "Les ministres ont dit qu’ils achèteraient des radars l’an prochain et que le coût est partagé.",
    );
    reads(
        "de",
        "Minister einigen sich",
        "Die Minister sagten, dass sie im nächsten Jahr Radare kaufen und die Kosten teilen werden.",
    );
    reads(
        "es",
        "Acuerdo de los ministros",
        "Los ministros dijeron que comprarían los radares el próximo año y que el coste se reparte entre todos.",
    );
    reads(
        "it",
        "Accordo dei ministri",
        "I ministri hanno detto che compreranno i radar il prossimo anno e che il costo è diviso tra tutti.",
    );
    reads(
        "pt",
        "Acordo dos ministros",
        "Os ministros disseram que não vão comprar os radares no próximo ano e que o custo é dividido pelos países.",
    );
    reads(
        "nl",
        "Ministers het eens",
        "De ministers zeiden dat ze volgend jaar de radars kopen en dat de kosten worden gedeeld met het land.",
    );
    reads(
        "pl",
        "Zgoda ministrów",
        "Ministrowie powiedzieli, że w przyszłym roku kupią radary i że koszt zostanie podzielony między kraje.",
    );
    reads(
        "cs",
        "Dohoda ministrů",
        "Ministři řekli, že příští rok koupí radary a že náklady budou rozděleny mezi země, které se účastní.",
    );
    reads(
        "uk",
        "Міністри домовилися",
        "Міністри сказали, що наступного року куплять радари і що кошти будуть поділені між країнами.",
    );
    reads(
        "ru",
        "Министры договорились",
        "Министры сказали, что в следующем году купят радары и что расходы будут разделены между странами.",
    );
    reads(
        "sv",
        "Ministrarna överens",
        "Ministrarna sade att de ska köpa radar nästa år och att kostnaden delas mellan länderna, inte av en.",
    );
    reads(
        "ro",
        "Acord între miniștri",
        "Miniștrii au spus că vor cumpăra radare anul viitor și că prețul este împărțit între țări.",
    );
    reads(
        "tr",
        "Bakanlar anlaştı",
        "Bakanlar gelecek yıl radar alacaklarını ve bu maliyetin ülkeler arasında paylaşılacağını söyledi.",
    );
    reads(
        "hu",
        "Megegyeztek a miniszterek",
        "A miniszterek azt mondták, hogy jövőre radarokat vesznek, és a költséget az országok között osztják el.",
    );
}

#[test]
fn a_paragraph_in_another_script_tells_its_language() {
    reads(
        "el",
        "Συμφωνία των υπουργών",
        "Οι υπουργοί είπαν ότι θα αγοράσουν ραντάρ το επόμενο έτος και θα μοιραστούν το κόστος.",
    );
    reads(
        "ar",
        "اتفاق الوزراء",
        "قال الوزراء إنهم سيشترون الرادارات في العام المقبل وإن التكلفة ستقسم بين الدول.",
    );
    reads(
        "fa",
        "توافق وزیران",
        "وزیران گفتند که سال آینده رادار می‌خرند و هزینه آن را بین کشورها تقسیم می‌کنند و این کار است.",
    );
    reads(
        "zh",
        "部长们达成一致",
        "部长们表示，他们将在明年购买雷达，费用由各国分摊，这一决定将在下周的会议上正式公布，各国代表都表示支持。",
    );
    reads(
        "ja",
        "閣僚が合意",
        "閣僚らは来年レーダーを購入し、その費用を各国で分担すると述べた。決定は来週の会議で正式に発表される。",
    );
    reads(
        "ko",
        "장관들 합의",
        "장관들은 내년에 레이더를 구매하고 그 비용을 각국이 나누어 부담한다고 밝혔다. 이 결정은 다음 주 회의에서 발표된다.",
    );
}

/// What is told of a headline without a body.
fn headline(title: &str, declared: &str) -> (String, bool) {
    let found = detect(title, "", declared.parse().ok());
    (found.language.to_string(), found.sure)
}

#[test]
fn a_short_headline_is_sure_where_the_feed_says_its_language() {
    for (declared, title) in [
        ("sk", "Nová vláda"),
        ("fr", "Sarkozy condamné à cinq ans"),
        ("nl", "Hamas laat gijzelaars vrij"),
        ("uk", "СБУ затримала агента"),
        ("ja", "金正恩氏、訪中"),
        ("zh", "金正恩访华"),
    ] {
        assert_eq!(headline(title, declared), (declared.to_owned(), true), "{title}");
    }
    assert!(!headline("The government falls", "").1);
    assert!(!headline("金正恩氏、訪中", "").1, "Han alone is Chinese or Japanese");
}

#[test]
fn a_headline_that_speaks_for_another_language_is_not_sure_of_the_declared_one() {
    for (declared, title) in [
        ("en", "Le ministre de la défense est à Kiev"),
        ("de", "The minister said that it was over"),
        ("ru", "Міністри домовилися щодо їхніх ППО"),
    ] {
        let (found, sure) = headline(title, declared);
        assert!(!(sure && found == declared), "{title}: {found}");
    }
}

#[test]
fn a_script_of_one_language_tells_it_in_a_few_words() {
    for (code, title) in [
        ("ja", "国連、ガザで飢饉を宣言"),
        ("ja", "衆院選挙戦が終盤"),
        ("ja", "米価対応策発表"),
        ("ko", "김정은 미사일 참관"),
        ("he", "צה\"ל תקף בביירות"),
        ("el", "Σεισμός στην Κρήτη"),
        ("th", "แผ่นดินไหวในเมียนมา"),
        ("zh", "乌克兰防空部队昨夜击落四十架无人机"),
    ] {
        assert_eq!(headline(title, ""), (code.to_owned(), true), "{title}");
    }
    assert!(!headline("ガザ", "").1);
}

#[test]
fn a_headline_in_few_words_is_in_the_likeliest_language() {
    for (code, title) in [
        ("fr", "Un pont détruit à Kharkiv"),
        ("fr", "L'armée prend le pouvoir à Madagascar"),
        ("fr", "L’essai d’un radar annoncé"),
        ("it", "L'esercito punta sull'aviazione"),
        ("it", "Sciopero dell'autobus"),
        ("en", "Ukrainian air defences destroy dozens of drones overnight"),
        ("en", "Floodlights fail at the harbour"),
        ("en", "Mayor says no to air taxis"),
        ("ru", "Дроны атаковали завод в Рязани"),
        ("de", "Streik am Flughafen"),
        ("cs", "Co bude dál"),
        ("ro", "Guvernul vrea să dea bani"),
    ] {
        assert_eq!(headline(title, "").0, code, "{title}");
    }
}

#[test]
fn a_declared_language_of_another_script_is_not_believed() {
    let found = detect(
        "Министры договорились",
        "Они сказали, что купят радары и что это будет не скоро.",
        Some(Language::from_static("fr")),
    );
    assert_eq!(found.language.as_str(), "ru");
}

#[test]
fn between_languages_that_a_text_does_not_tell_apart_the_declared_one_is_taken() {
    let serbian = "Rakete su danas pogodile grad, rekao je predsednik Vlade i dodao da će mere biti usvojene do kraja nedelje.";
    let cyrillic =
        "Ракете су данас погодиле град, рекао је председник Владе и додао да ће мере бити усвојене до краја.";
    let hebrew = "דער פרעמיער האט געזאגט אז דער מענטש איז געווען צופרידן";
    let amharic = "ቀዳማይ ሚኒስተር ሓድሽ ስጉምትታት ንቁጠባ ኣፍሊጡ ኣሎ እዚ ድማ";
    let bengali = "প্ৰধানমন্ত্ৰীয়ে অৰ্থনীতিৰ বাবে নতুন ব্যৱস্থা ঘোষণা কৰিছে";
    let kazakh = "Премьер-министр бүген икътисад өчен яңа чаралар игълан итте һәм алар кабул ителәчәк диде.";
    for (text, read, declared) in [
        (serbian, "hr", &["sr", "bs", "cnr", "hr"][..]),
        (cyrillic, "sr", &["bs", "cnr", "sr"]),
        (hebrew, "he", &["yi", "he"]),
        (amharic, "am", &["ti"]),
        (bengali, "bn", &["as"]),
        (kazakh, "kk", &["tt"]),
    ] {
        reads(read, "", text);
        for code in declared {
            let language = code.parse().unwrap();
            assert_eq!(detect("", text, Some(language)), Detected { language, sure: true }, "{code}");
        }
        // What it cannot be is not believed.
        for code in ["en", "fa", "lb"] {
            assert_eq!(detect("", text, code.parse().ok()).language.as_str(), read, "{code}");
        }
    }
    let slovene =
        "Ministri so povedali, da bodo prihodnje leto kupili radarje in da bodo stroške delili med seboj.";
    assert_eq!(detect("", slovene, "sr".parse().ok()).language.as_str(), "sl");
    assert_eq!(headline("Rakete pogodile grad", "sr"), ("sr".to_owned(), true));
}

#[test]
fn a_text_without_letters_has_no_language() {
    assert_eq!(detect("2025 — 400 %", "", None), Detected { language: Language::UNDETERMINED, sure: false });
}

proptest! {
    #[test]
    fn tokens_stay_in_order_inside_the_text(text in "(\\PC|[ \n.,'’#\"0-9a-zéïСі防ก])*") {
        let mut end = 0;
        let mut last = (0, 0);
        for token in tokens(&text) {
            prop_assert!(token.start >= end && token.end > token.start);
            let word = &text[token.start as usize..token.end as usize];
            prop_assert_eq!(text[..token.start as usize].chars().count(), token.char_start as usize);
            prop_assert_eq!(word.chars().count(), (token.char_end - token.char_start) as usize);
            prop_assert!((token.sentence, token.paragraph) >= last);
            end = token.end;
            last = (token.sentence, token.paragraph);
        }
    }

    #[test]
    fn folding_twice_is_folding_once(word in "\\PC{0,12}") {
        let once = fold(&word);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn composed_and_decomposed_text_fold_alike(word in "[a-zà-ÿА-яЁёΆ-ώ]{0,12}") {
        use unicode_normalization::UnicodeNormalization as _;
        prop_assert_eq!(fold(&word.nfd().collect::<String>()), fold(&word));
    }

    #[test]
    fn no_stemmer_panics(word in "(\\PC|[a-z'’]|[а-яіїє]|[ء-ي]|[ऀ-ॿ]|[஀-௿]){0,20}", pick in 0usize..33) {
        let codes = ["ar","ca","cs","da","de","el","en","es","et","eu","fa","fi","fr","ga","hi","hu","hy","id","it",
            "lt","ne","nl","nb","pl","pt","ro","ru","sr","sv","ta","tr","uk","yi"];
        let stemmer = Stemmer::of(codes[pick].parse().unwrap()).unwrap();
        let stem = stemmer.stem(&word);
        prop_assert!(stem.len() <= word.len() * 12 + 12);
    }

    #[test]
    fn detection_never_panics(title in "\\PC{0,40}", body in "\\PC{0,200}") {
        let _ = detect(&title, &body, None);
    }
}

#[test]
fn every_digit_beyond_ascii_begins_with_a_byte_that_tells_of_it() {
    let digits: Vec<char> = ('\u{80}'..=char::MAX).filter(|c| vigie::language::digit(*c).is_some()).collect();
    assert!(digits.len() >= 180, "{} digits", digits.len());
    for digit in digits {
        let mut bytes = [0; 4];
        let first = digit.encode_utf8(&mut bytes).as_bytes()[0];
        assert!(vigie::language::starts_digit(first), "{digit:?}");
    }
}
