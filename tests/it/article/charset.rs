//! Whatever a page is written in, its words come out.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, ISO_8859_2, ISO_8859_7, KOI8_R, KOI8_U,
    SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256,
};
use vigie::article::{Page, extract};

const FRENCH: &str = "Le maître du port a déclaré que la jetée serait fermée dès l’été, même aux pêcheurs à la ligne, où qu’ils se soient inscrits.";
const POLISH: &str = "Kapitan portu ogłosił, że molo zostanie zamknięte na całą jesień, choć wędkarze prosili o dłuższą przerwę w środku tygodnia.";
const RUSSIAN: &str = "Начальник порта сообщил, что причал закроют на всю осень, хотя рыбаки просили оставить им хотя бы выходные дни.";
const UKRAINIAN: &str = "Начальник порту повідомив, що причал зачинять на всю осінь, хоча рибалки просили залишити їм бодай вихідні дні.";
const GREEK: &str = "Ο λιμενάρχης ανακοίνωσε ότι η προβλήτα θα μείνει κλειστή όλο το φθινόπωρο, παρά τις αντιρρήσεις των ψαράδων.";
const TURKISH: &str = "Liman başkanı, balıkçıların itirazlarına rağmen iskelenin bütün sonbahar boyunca kapalı kalacağını açıkladı, gerekçe göstermedi.";
const HEBREW: &str =
    "מנהל הנמל הודיע כי המזח ייסגר לכל עונת הסתיו, אף שהדייגים ביקשו להשאיר להם לפחות את סופי השבוע לדיג.";
const ARABIC: &str =
    "أعلن مدير الميناء أن الرصيف سيغلق طوال فصل الخريف رغم أن الصيادين طلبوا أن تترك لهم عطلة نهاية الأسبوع.";
const JAPANESE: &str =
    "港の責任者は、秋のあいだ桟橋を閉鎖すると発表した。釣り人たちは週末だけでも開けてほしいと願い出ていた。";
const KOREAN: &str =
    "항만 책임자는 가을 내내 부두를 닫겠다고 발표했다. 낚시꾼들은 주말만이라도 열어 달라고 부탁했다고 한다.";
const CHINESE: &str =
    "港口负责人宣布码头将在整个秋季关闭，尽管垂钓者请求至少在周末开放，但他没有说明任何理由。";
const TAIWANESE: &str =
    "港口負責人宣布碼頭將在整個秋季關閉，儘管垂釣者請求至少在週末開放，但他沒有說明任何理由。";

fn page(head: &str, words: &str) -> String {
    format!(
        "<html><head>{head}<title>x</title></head><body><article><p>{words}</p><p>{words}</p><p>{words}</p></article></body></html>"
    )
}

#[track_caller]
fn check_bytes(bytes: &[u8], content_type: Option<&str>, words: &str) {
    let found = extract(&Page { bytes, content_type, url: None });
    let text = found.text.unwrap_or_default();
    assert!(text.contains(words), "expected {words:?}, read {text:?}; {:?}", found.problems);
}

#[track_caller]
fn check(encoding: &'static Encoding, words: &str) {
    let bytes = |head: &str| {
        let page = page(head, words);
        let (bytes, _, is_lossy) = encoding.encode(&page);
        assert!(!is_lossy, "{} cannot write {words:?}", encoding.name());
        bytes.into_owned()
    };
    let label = encoding.name();
    check_bytes(&bytes(""), Some(&format!("text/html; charset={label}")), words);
    check_bytes(&bytes(&format!("<meta charset=\"{label}\">")), None, words);
    check_bytes(
        &bytes(&format!("<META http-equiv=Content-Type content='text/html; charset={label}'>")),
        None,
        words,
    );
}

#[test]
fn labels_in_the_header_and_in_the_page_are_followed() {
    for (encoding, words) in [
        (WINDOWS_1252, FRENCH),
        (WINDOWS_1250, POLISH),
        (ISO_8859_2, POLISH),
        (WINDOWS_1251, RUSSIAN),
        (KOI8_R, RUSSIAN),
        (KOI8_U, UKRAINIAN),
        (WINDOWS_1253, GREEK),
        (ISO_8859_7, GREEK),
        (WINDOWS_1254, TURKISH),
        (WINDOWS_1255, HEBREW),
        (WINDOWS_1256, ARABIC),
        (SHIFT_JIS, JAPANESE),
        (EUC_JP, JAPANESE),
        (ISO_2022_JP, JAPANESE),
        (EUC_KR, KOREAN),
        (GBK, CHINESE),
        (GB18030, CHINESE),
        (BIG5, TAIWANESE),
    ] {
        check(encoding, words);
    }
}

#[test]
fn without_a_label_the_encoding_is_detected() {
    for (encoding, words) in [
        (WINDOWS_1252, FRENCH),
        (WINDOWS_1250, POLISH),
        (WINDOWS_1251, RUSSIAN),
        (KOI8_U, UKRAINIAN),
        (WINDOWS_1253, GREEK),
        (WINDOWS_1254, TURKISH),
        (WINDOWS_1255, HEBREW),
        (WINDOWS_1256, ARABIC),
        (SHIFT_JIS, JAPANESE),
        (EUC_JP, JAPANESE),
        (ISO_2022_JP, JAPANESE),
        (EUC_KR, KOREAN),
        (GBK, CHINESE),
        (BIG5, TAIWANESE),
    ] {
        let page = page("", words);
        let (bytes, _, _) = encoding.encode(&page);
        check_bytes(&bytes, None, words);
    }
}

#[test]
fn valid_utf_8_wins_over_any_label() {
    check_bytes(
        page("<meta charset=windows-1251>", RUSSIAN).as_bytes(),
        Some("text/html; charset=iso-8859-1"),
        RUSSIAN,
    );
}

#[test]
fn a_label_of_another_encoding_for_the_same_letters_is_seen_through() {
    for (words, encoding, label) in [
        (RUSSIAN, KOI8_R, "windows-1251"),
        (UKRAINIAN, WINDOWS_1251, "koi8-u"),
        (POLISH, WINDOWS_1250, "iso-8859-1"),
        (POLISH, ISO_8859_2, "windows-1250"),
        (TURKISH, WINDOWS_1254, "windows-1252"),
        (TAIWANESE, BIG5, "gbk"),
    ] {
        let (bytes, _, lossy) = encoding.encode(words);
        assert!(!lossy, "{words}");
        let paragraph = [b"<p>".as_slice(), &bytes, b"</p>"].concat();
        let page = [b"<html><body><article>", &*paragraph.repeat(3), b"</article></body></html>"].concat();
        check_bytes(&page, Some(&format!("text/html; charset={label}")), words);
    }
}

#[test]
fn a_label_utf_8_that_is_a_lie_is_not_believed() {
    let page = page("<meta charset=utf-8>", RUSSIAN);
    let (bytes, _, _) = WINDOWS_1251.encode(&page);
    check_bytes(&bytes, Some("text/html; charset=utf-8"), RUSSIAN);
}

#[test]
fn a_few_broken_bytes_do_not_make_another_encoding() {
    let mut bytes = page("", &RUSSIAN.repeat(20)).into_bytes();
    bytes.extend_from_slice(b"<p>\xff\xfe</p>");
    check_bytes(&bytes, None, RUSSIAN);
}

#[test]
fn a_byte_order_mark_wins_over_all() {
    let text = page("<meta charset=koi8-r>", GREEK);
    let little: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let marked: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(text.bytes()).collect();
    for bytes in [little, big, marked] {
        check_bytes(&bytes, Some("text/html; charset=big5"), GREEK);
    }
}

#[test]
fn utf_16_without_a_mark_is_seen() {
    let bytes: Vec<u8> = page("", FRENCH).encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_bytes(&bytes, None, FRENCH);
}

#[test]
fn pages_that_say_gb2312_use_the_larger_set() {
    let words = "他的名字叫朱镕基，住在码头旁边的老房子里，每天早上都去看船，风雨无阻，已经有三十多年了。";
    let page = page("<meta charset=gb2312>", words);
    let (bytes, _, _) = GB18030.encode(&page);
    check_bytes(&bytes, None, words);
}

#[test]
fn text_that_was_encoded_twice_is_set_right() {
    let words = "The harbour master’s office said it wouldn’t close the pier – not even in winter – although the anglers’ club had asked.";
    let page = page("", words);
    let (western, _, _) = WINDOWS_1252.decode(page.as_bytes());
    check_bytes(western.as_bytes(), None, words);
}

#[test]
fn a_part_in_another_encoding_does_not_spoil_the_page() {
    for (head, content_type) in [
        ("", None),
        ("<meta charset=utf-8>", Some("text/html; charset=utf-8")),
        ("<meta charset=windows-1251>", Some("text/html; charset=windows-1251")),
    ] {
        let mut bytes = page(head, &RUSSIAN.repeat(20)).into_bytes();
        let footer = format!("<footer>{RUSSIAN}</footer>");
        bytes.extend_from_slice(&WINDOWS_1251.encode(&footer).0);
        check_bytes(&bytes, content_type, RUSSIAN);
    }
    // A short page, of which one broken byte is more than one in a thousand.
    let mut bytes = page("", FRENCH).into_bytes();
    bytes.extend_from_slice(b"<p>\x96</p>");
    check_bytes(&bytes, None, FRENCH);
}

#[test]
fn utf_16_without_a_mark_is_known_by_the_first_tag() {
    let page = page("", RUSSIAN);
    let big: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_bytes(&big, None, RUSSIAN);
    check_bytes(&little, None, RUSSIAN);
}
