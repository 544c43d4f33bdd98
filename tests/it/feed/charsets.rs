//! Charsets that are taken for each other: feeds in one encoding that say another, or none.

use encoding_rs::Encoding;
use vigie::feed::{ParseHints, parse};

/// Headlines of one language, and the encodings that its papers used.
const PAPERS: [(&[&str], &[&str]); 13] = [
    (
        &[
            "Системы ПВО отразили ночную атаку",
            "Цены на нефть выросли",
            "Учёные нашли новый вид рыб в Байкале",
        ],
        &["windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic"],
    ),
    (
        &["Міністр оборони прибув з візитом", "Ціни на їжу зросли", "У Львові відкрилася виставка"],
        &["windows-1251", "koi8-u", "iso-8859-5"],
    ),
    (
        &["Żołnierze ćwiczą nad Bałtykiem", "Śledztwo w sprawie wycieku", "Powódź zniszczyła dziesięć wsi"],
        &["windows-1250", "iso-8859-2"],
    ),
    (
        &[
            "Vědci našli nový druh ryb v Žilině",
            "Ceny ropy vzrostly po šetření",
            "Výstava v Ústí otevřela dveře",
        ],
        &["windows-1250", "iso-8859-2"],
    ),
    (
        &["Flugabwehr schießt Drohnen über Köln ab", "Ölpreise steigen", "Präsident prüft Gesetz für Ämter"],
        &["windows-1252", "iso-8859-15", "macintosh"],
    ),
    (
        &["Η αεράμυνα κατέρριψε δέκα μη επανδρωμένα", "Οι τιμές του πετρελαίου αυξήθηκαν"],
        &["windows-1253", "iso-8859-7"],
    ),
    (
        &["Hava savunması on İHA düşürdü", "Petrol fiyatları yükseldi", "Sergi açıldı, şehir ağladı"],
        &["windows-1254"],
    ),
    (&["הנשיא חתם על החוק", "מחירי הנפט עלו אחרי הפגישה", "התערוכה נפתחה בחיפה"], &["windows-1255"]),
    (
        &["الدفاع الجوي يسقط عشر طائرات مسيرة", "أسعار النفط ترتفع بعد الاجتماع"],
        &["windows-1256", "iso-8859-6"],
    ),
    (
        &["Oro gynyba numušė dešimt bepiločių", "Naftos kainos išaugo", "Paroda atidaryta šįryt, žmonės ėjo"],
        &["windows-1257", "iso-8859-13"],
    ),
    (&["防空系统昨夜击落十架无人机", "会议之后油价上涨", "科学家发现新的鱼类"], &["gbk", "gb18030"]),
    (&["防空系統昨夜擊落十架無人機", "會議之後油價上漲", "科學家發現新的魚類"], &["big5"]),
    (
        &["防空システムが無人機を撃墜した", "会議の後で原油価格が上昇", "展覧会が大阪で開幕した"],
        &["shift_jis", "euc-jp", "iso-2022-jp"],
    ),
];

/// What systems declare by habit.
const HABITS: [&str; 7] =
    ["", "utf-8", "iso-8859-1", "windows-1252", "us-ascii", "utf-16", "x-unknown-charset"];

fn read_as(titles: &[&str], encoding: &'static Encoding, label: &str) -> Vec<String> {
    let declaration = if label.is_empty() { String::new() } else { format!(" encoding=\"{label}\"") };
    let items = titles.join("</title></item><item><title>");
    let text = format!(
        "<?xml version=\"1.0\"{declaration}?><rss version=\"2.0\"><channel><title>P</title><item><title>{items}</title></item></channel></rss>"
    );
    let (bytes, _, lossy) = encoding.encode(&text);
    assert!(!lossy, "{titles:?} cannot be written in {}", encoding.name());
    let feed = parse(&bytes, ParseHints::default()).expect("a feed");
    feed.entries.into_iter().filter_map(|entry| entry.title_text).collect()
}

#[test]
fn a_feed_is_read_in_the_encoding_it_is_in_whatever_of_its_script_it_declares() {
    let mut wrong = Vec::new();
    for (titles, encodings) in PAPERS {
        for encoding in encodings {
            let written = Encoding::for_label(encoding.as_bytes()).expect("an encoding");
            for label in encodings.iter().chain(&HABITS) {
                let read = read_as(titles, written, label);
                if read != titles {
                    wrong.push(format!("{encoding} declared `{label}`: {read:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The headline that is read of one that a system encoded twice, its quotes as references that were not.
#[track_caller]
fn check_beside_signs(written: &str, expected: &str) {
    let text = format!(
        "<rss version=\"2.0\"><channel><title>P</title><item><title>{written}</title></item></channel></rss>"
    );
    let feed = parse(text.as_bytes(), ParseHints::default()).expect("a feed");
    assert_eq!(feed.entries[0].title_text.as_deref(), Some(expected), "{written}");
}

#[test]
fn letters_encoded_twice_are_read_between_quotes_that_were_not() {
    check_beside_signs("“SÃ¤nka skatten pÃ¥ el” – ministern", "“Sänka skatten på el” – ministern");
    check_beside_signs("“Le dÃ©putÃ© ðŸ™‚ a dÃ©missionnÃ©”…", "“Le député 🙂 a démissionné”…");
    // Right as they are: one sequence that closes a quote, letters on their own, and too little to be sure of.
    for right in ["“MINHA IRMÔ", "“A MANHÔ e “A IRMÔ", "“Châteaux, Ã la carte”", "“É…” – “Ü»"]
    {
        check_beside_signs(right, right);
    }
}
