//! The names of the months in the languages of the press.

use std::sync::LazyLock;

use crate::model::Language;

/// Beginnings of the names of January to December, lower case, those of one month separated by `|`. Of all beginnings that
/// fit a word the longest counts, so that `марта` and `мая`, `červen` and `červenec` stay apart; one that two languages
/// use for different months is given by the language, see [`differing`].
#[rustfmt::skip]
const MONTHS: &[[&str; 12]] = &[
    // English, German, Dutch, Danish, Norwegian, Swedish, Icelandic, Indonesian, Malay, Swahili, Afrikaans.
    ["jan|jän", "feb", "mar|mär|mrt|mrz|maa|mac", "apr", "may|mai|maj|mei|maí", "jun|jún", "jul|júl", "aug|ágú|agu|ogos|ago",
     "sep", "oct|okt|ókt", "nov|nóv", "dec|dez|des|dis"],
    // French, Spanish, Italian, Portuguese, Catalan, Romanian.
    ["janv|ene|gen|ian|jan", "févr|fév|fev|febr|fevr", "mar|març", "avr|abr", "mai|mag|may|maig", "juin|giu|jun|iun",
     "juil|lug|jul|iul", "aoû|aou|ago", "set|sept", "out|ott|oct", "nov|noi", "déc|dic|dez|des"],
    // Polish.
    ["stycz", "lut", "mar", "kwie", "maj", "czerw", "lipi|lipc", "sierp", "wrze", "paźd|pazdz", "listopad", "grud"],
    // Czech, Slovak.
    ["led|január", "únor|február", "břez|marec|marca", "dub|apríl", "květ|máj", "červen|červn|jún", "červenec|července|júl",
     "srpen|srpn", "září|september", "říj|október", "listopadu", "pros|december"],
    // Hungarian, Turkish.
    ["január|oca", "február|şub|sub", "márc|mart", "ápr|nis", "máj|may", "jún|haz", "júl|tem", "aug|ağu", "szept|eyl", "okt|eki",
     "nov|kas", "dec|ara"],
    // Finnish, Estonian.
    ["tammi|jaan", "helmi|veeb", "maalis|märts", "huhti|aprill", "touko|mai", "kesä|juun", "heinä|juul", "elo|aug", "syys|sept",
     "loka|okt", "marras|nov", "joulu|dets"],
    // Lithuanian, Latvian.
    ["saus|janv", "vasar|febr", "kov|mart", "baland|apr", "geguž|maij", "birž|jūn", "liep|jūl", "rugpj|aug", "rugsėj|sept",
     "spal|okt", "lapkr|nov", "gruod|dec"],
    // Slovene, Serbian, Bosnian; Albanian.
    ["januar|janar", "februar|shkurt", "marec|marca|mart", "april|prill", "maj", "junij|jun|qershor", "julij|jul|korrik",
     "avg|gusht", "sept|shtator", "okt|tetor", "nov|nëntor", "dec|dhjetor"],
    // Croatian, but for `listopad`; `srpn` alone is Czech.
    ["siječ", "velja", "ožuj", "trav", "svib", "lipnj|lipanj", "srpnj|srpanj", "kolov", "ruj", "\0", "studen", "prosin"],
    // Russian, Bulgarian, Serbian, Macedonian.
    ["янв|яну|јан", "фев|феб", "мар", "апр", "мая|май|мај", "июн|юни|јун", "июл|юли|јул", "авг", "сен|сеп", "окт", "ноя|ное|нов",
     "дек"],
    // Ukrainian, Belarusian.
    ["січ|студз", "лют", "бер|сакав", "кві|крас", "тра|мая", "чер|чэрв", "лип|ліп", "сер|жнів", "вер", "жов|кастр", "лис|ліст",
     "гру|снеж"],
    // Greek; Georgian.
    ["ιαν|იან", "φεβ|თებ", "μαρ|μάρ|მარ", "απρ|აპრ", "μαΐ|μαϊ|μάι|მაი", "ιουν|ιούν|ივნ", "ιουλ|ιούλ|ივლ", "αυγ|αύγ|აგვ",
     "σεπ|სექ", "οκτ|ოქტ", "νοε|νοέ|ნოე", "δεκ|დეკ"],
    // Arabic of Egypt and the Gulf; of the Levant (its names of two words have a space in them); of the Maghreb.
    ["يناير|كانون الثاني|جانفي", "فبراير|شباط|فيفري", "مارس|آذار|اذار", "أبريل|ابريل|إبريل|نيسان|أفريل", "مايو|أيار|ايار|ماي",
     "يونيو|يونيه|حزيران|جوان", "يوليو|يوليه|تموز|جويلية|يوليوز", "أغسطس|اغسطس|آب|أوت|غشت", "سبتمبر|أيلول|ايلول|شتنبر",
     "أكتوبر|اكتوبر|تشرين الأول", "نوفمبر|تشرين الثاني|نونبر", "ديسمبر|كانون الأول|دجنبر"],
    // Hebrew; Persian and Urdu (of the common calendar).
    ["ינואר|ژانویه|جنوری", "פברואר|فوریه|فروری", "מרץ|מרס|مارس|مارچ", "אפריל|آوریل|اپریل", "מאי|مه|مئی", "יוני|ژوئن|جون",
     "יולי|ژوئیه|جولای|جولائی", "אוגוסט|اوت|اگست", "ספטמבר|سپتامبر|ستمبر", "אוקטובר|اکتبر|اکتوبر", "נובמבר|نوامبر|نومبر",
     "דצמבר|دسامبر|دسمبر"],
    // Hindi, Bengali.
    ["जन|জানু", "फर|फ़र|फ़र|ফেব্রু", "मार्च|মার্চ", "अप्र|এপ্রিল", "मई|মে", "जून|জুন", "जुल|জুলাই", "अग|আগস্ট", "सित|সেপ্ট",
     "अक्|অক্টো", "नव|নভে", "दिस|ডিসে"],
    // Armenian; Kazakh.
    ["հունվ|қаң", "փետ|ақп", "մարտ|наур", "ապր|сәу", "մայ|мамыр", "հունիս|маус", "հուլ|шіл", "օգոս|тамыз", "սեպ|қырк", "հոկ|қаз",
     "նոյ|қара", "դեկ|желт"],
    // Tamil, Telugu.
    ["ஜன|జన", "பிப்|ఫిబ్ర", "மார்|మార్చి", "ஏப்|ఏప్రి", "மே|మే", "ஜூன்|జూన్", "ஜூலை|జూలై|జులై", "ஆக|ఆగ", "செப்|సెప్టె", "அக்|అక్టో", "நவ|నవం",
     "டிச|డిసెం"],
    // Punjabi, Sinhala.
    ["ਜਨ|ජන", "ਫਰ|ਫ਼ਰ|පෙබ", "ਮਾਰਚ|මාර්", "ਅਪ੍ਰੈ|අප්", "ਮਈ|මැයි", "ਜੂਨ|ජූනි|ජුනි", "ਜੁਲਾ|ජූලි|ජුලි", "ਅਗ|අගෝ", "ਸਤੰ|ਸਿਤੰ|සැප්", "ਅਕਤੂ|ඔක්",
     "ਨਵੰ|නොවැ", "ਦਸੰ|දෙසැ"],
    // Amharic of the common calendar, Burmese.
    ["ጃን|ဇန်", "ፌብ|ဖေ", "ማርች|မတ်", "ኤፕሪ|ဧပြီ", "ሜይ|မေ", "ጁን|ဇွန်", "ጁላይ|ဇူ", "ኦገስት|ဩ|သြ", "ሴፕ|စက်", "ኦክቶ|အောက်", "ኖቬ|နို", "ዲሴ|ဒီ"],
    // Thai, whole and short; Vietnamese numbers its months.
    ["มกราคม|ม.ค", "กุมภาพันธ์|ก.พ", "มีนาคม|มี.ค", "เมษายน|เม.ย", "พฤษภาคม|พ.ค", "มิถุนายน|มิ.ย", "กรกฎาคม|ก.ค", "สิงหาคม|ส.ค",
     "กันยายน|ก.ย", "ตุลาคม|ต.ค", "พฤศจิกายน|พ.ย", "ธันวาคม|ธ.ค"],
];

/// What a word names as a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// This one, 1 to 12.
    One(u32),
    /// One or another: only the language tells.
    ByLanguage(&'static [Reading]),
}

/// Languages, and the month that a word names in them.
pub type Reading = (&'static [&'static str], u32);

/// Bosnian has both ways to call the months.
const CROATIAN: &[&str] = &["hr", "bs", "sh"];

/// `lis`, `listopada`.
const LEAVES_FALL: &[Reading] = &[(&["pl", "cs"], 11), (CROATIAN, 10)];

/// `lip`; longer forms differ.
const LINDEN: &[Reading] = &[(&["pl"], 7), (CROATIAN, 6)];

/// `srp`; longer forms differ.
const SICKLE: &[Reading] = &[(&["cs"], 8), (CROATIAN, 7)];

/// [`MONTHS`] by the last byte of their first letter's number, in their order.
static BY_LETTER: LazyLock<[Vec<(&'static str, u32)>; 256]> = LazyLock::new(|| {
    let mut by_letter = [const { Vec::new() }; 256];
    for (number, starts) in MONTHS.iter().flat_map(|names| (1..).zip(names)) {
        for start in starts.split('|') {
            by_letter[place(start)].push((start, number));
        }
    }
    by_letter
});

fn place(word: &str) -> usize {
    word.chars().next().map_or(0, |first| first as usize & 0xFF)
}

/// What a word names, if it is the name of a month or begins like one. The word is in lower case.
pub fn named(word: &str) -> Option<Named> {
    differing(word).map(Named::ByLanguage).or_else(|| longest(word).map(|(_, month)| Named::One(month)))
}

/// The month whose name a word is, 1 to 12; none where the word names several and the language does not tell. The word is in
/// lower case.
pub fn month(word: &str, language: Option<Language>) -> Option<u32> {
    match named(word)? {
        Named::One(month) => Some(month),
        Named::ByLanguage(readings) => in_language(readings, language?),
    }
}

/// The reading of a language, if it has the word.
pub fn in_language(readings: &[Reading], language: Language) -> Option<u32> {
    readings.iter().find(|(languages, _)| languages.contains(&language.as_str())).map(|(_, month)| *month)
}

/// What a word names that several languages have for different months.
pub fn differing(word: &str) -> Option<&'static [Reading]> {
    match word {
        "lis" | "listopad" | "listopada" => Some(LEAVES_FALL),
        "lip" => Some(LINDEN),
        "srp" => Some(SICKLE),
        _ => None,
    }
}

/// The longest beginning of a month's name that a word has, in bytes, and that month.
pub fn longest(word: &str) -> Option<(usize, u32)> {
    // Hebrew writes "in February" as one word.
    let word = word.strip_prefix('ב').unwrap_or(word);
    let mut best: Option<(usize, u32)> = None;
    for &(start, number) in &BY_LETTER[place(word)] {
        if best.is_none_or(|(length, _)| start.len() > length) && word.starts_with(start) {
            best = Some((start.len(), number));
        }
    }
    best
}
