//! Bylines of the Chinese and the Korean press: what a reporter is called stands right at the name, in brackets, and often in
//! the dateline of an agency.

use super::clean;
use super::stamp;

/// What a reporter is called before the name in Chinese.
const REPORTER: [&str; 2] = ["记者", "記者"];

/// How the house of a reporter is named before that: it begins or ends so.
const HOUSES: [char; 11] = ['本', '社', '报', '報', '网', '網', '台', '讯', '訊', '刊', '视'];
/// No house is named longer, in letters, with the place that it writes from.
const LONGEST_HOUSE: usize = 12;

/// Others who sign beside a reporter, and the word again.
const BESIDE: [&str; 9] =
    ["通讯员", "通訊員", "特约记者", "见习记者", "实习记者", "实习生", "和", "记者", "記者"];

/// Letters of a Chinese name.
const NAME: std::ops::RangeInclusive<usize> = 2..=4;
/// Of a name and the place behind it the place has so many letters at least.
const PLACE: usize = 2;
/// Where both are longer, the name has so many.
const USUAL: usize = 3;

/// Where datelines end, in characters.
const LONGEST_DATELINE: usize = 48;

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// A text without the brackets that it stands in, or that begin it.
fn unbracketed(text: &str) -> &str {
    let text = text.trim();
    let inner = text.trim_start_matches(['〔', '（', '【', '[', '(', '［']);
    if inner.len() == text.len() {
        text
    } else {
        inner.trim_end_matches(['〕', '）', '】', ']', ')', '］'])
    }
}

/// The names in `记者王小明 李华`, `本报驻奥斯陆记者 王小明 李 华`, `〔記者王小明／台北報導〕`, `中央社記者王小明台北14日電` and
/// `记者 王小明 通讯员 李华`; none where a text does not begin so.
pub fn chinese(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let text = unbracketed(text);
    if !text.starts_with(is_han) {
        return names;
    }
    let Some((house, behind)) = REPORTER.iter().find_map(|word| text.split_once(word)) else { return names };
    let is_house = house.is_empty()
        || house.chars().count() <= LONGEST_HOUSE
            && house.chars().all(is_han)
            && (house.starts_with(HOUSES) || house.ends_with(HOUSES));
    if !is_house {
        return names;
    }
    // A name of two letters is often set with a space between them.
    let mut single = String::new();
    let mut is_whole = true;
    let parts = |c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '：' | ':');
    for token in behind.split(parts).filter(|token| !token.is_empty() && !BESIDE.contains(token)) {
        let (name, place) = token.split_once(['／', '/']).unwrap_or((token, ""));
        let name = if is_dateline(name) { before_place(name) } else { name };
        // Who took the pictures signs for no text.
        if is_role(name) || place.ends_with(PICTURES) {
            break;
        }
        let length = name.chars().count();
        if !name.chars().all(is_han) || length > *NAME.end() {
            is_whole = false;
            break;
        }
        if length >= *NAME.start() {
            names.push(name.to_owned());
        } else {
            single.push_str(name);
            if single.chars().count() == *NAME.start() {
                names.push(std::mem::take(&mut single));
            }
        }
        if !place.is_empty() {
            break;
        }
    }
    // `记者了解到，…`
    if !is_whole && behind.starts_with(is_han) { Vec::new() } else { names }
}

/// Who took or drew the pictures.
const PICTURES: [char; 4] = ['图', '圖', '摄', '攝'];

/// A byline without who took the pictures: `王小明 图/李华`.
pub fn without_pictures(text: &str) -> &str {
    let is_pictures = |at: &usize| {
        let word = text[*at..].trim_start();
        let label = word.trim_start_matches(PICTURES);
        label.len() < word.len()
            && label.trim_start_matches(['影', '片']).starts_with(['/', '／', '：', ':', '|', '｜', ' '])
    };
    let mut spaces = text.match_indices(' ').map(|(at, _)| at);
    if text.is_ascii() { text } else { spaces.find(is_pictures).map_or(text, |at| &text[..at]) }
}

/// What is said of a report behind its reporter.
fn is_role(word: &str) -> bool {
    let ends = [
        "报道", "報導", "报导", "報道", "编辑", "編輯", "摄影", "攝影", "整理", "撰文", "发自", "编译",
        "編譯",
    ];
    ends.iter().any(|end| word.ends_with(end))
}

/// `王小明台北14日電`
fn is_dateline(token: &str) -> bool {
    token.ends_with(['电', '電']) && token.contains(char::is_numeric)
}

/// The name before the place and the day of a dateline.
fn before_place(token: &str) -> &str {
    let both = token.split(char::is_numeric).next().unwrap_or_default();
    let letters = both.chars().count().saturating_sub(PLACE).min(USUAL);
    clean::beginning(both, letters)
}

/// What a reporter is called behind the name in Korean.
const KOREAN: [&str; 5] = ["기자", "특파원", "선임기자", "논설위원", "객원기자"];

/// Desks and kinds of reporters.
const NOBODY: [&str; 12] =
    ["인턴", "본지", "수습", "선임", "전문", "시민", "객원", "담당", "취재", "사진", "편집", "온라인"];

/// Signs between Korean names.
const KOREAN_SIGNS: [char; 4] = [',', '·', '‧', 'ㆍ'];

/// The names in `김민서 기자`, `(서울=연합뉴스) 김민서 기자 =` and `김민서·이다현 기자 mail@example.org`, where little stands behind.
pub fn korean(text: &str) -> Option<&str> {
    let text = without_place(text.trim());
    if !text.starts_with(is_hangul) {
        return None;
    }
    if let Some(name) = text.strip_suffix(KOREAN[0]).filter(|name| name.chars().count() == USUAL) {
        return is_korean(name).then_some(name);
    }
    let (names, rest) = text.match_indices(' ').find_map(|(at, _)| {
        let (names, behind) = (&text[..at], &text[at + 1..]);
        let role = behind.split([' ', '=']).next().filter(|word| KOREAN.contains(word))?;
        Some((names, behind[role.len()..].trim_start()))
    })?;
    let is_mail = || rest.contains('@') && !rest.contains(char::is_whitespace);
    let is_end = rest.is_empty()
        || is_mail()
        || rest.starts_with('=')
        || rest.starts_with(char::is_numeric)
        || stamp::begins_stamp(rest);
    (is_end && names.split(KOREAN_SIGNS).all(|name| is_korean(name.trim()))).then_some(names)
}

/// The names of a list that is nothing but Korean names.
pub fn korean_names(text: &str) -> Vec<String> {
    if !text.starts_with(is_hangul) || !text.contains(KOREAN_SIGNS) {
        return Vec::new();
    }
    let names: Vec<&str> = text.split(KOREAN_SIGNS).map(str::trim).collect();
    if names.iter().all(|name| is_korean(name)) {
        names.into_iter().map(str::to_owned).collect()
    } else {
        Vec::new()
    }
}

fn is_korean(name: &str) -> bool {
    NAME.contains(&name.chars().count())
        && name.chars().all(is_hangul)
        && !name.ends_with('부')
        && !NOBODY.contains(&name)
}

/// A text without the place and the agency before it: `(서울=연합뉴스)`, `[서울=뉴시스]`.
fn without_place(text: &str) -> &str {
    let inside =
        text.strip_prefix(['(', '[', '（', '【']).and_then(|rest| rest.split_once([')', ']', '）', '】']));
    inside.filter(|(place, _)| place.contains(['=', '＝'])).map_or(text, |(_, behind)| behind.trim_start())
}

/// Whether a paragraph may begin with a dateline that names its reporter.
pub fn may_be_dateline(raw: &str) -> bool {
    let is_bracket = |c: char| matches!(c, '(' | '[' | '（' | '【' | '〔');
    raw.trim_start().starts_with(|c: char| is_han(c) || is_hangul(c) || is_bracket(c))
}

/// The byline in the dateline that a paragraph begins with: `新华社奥斯陆3月14日电（记者王小明 李华）`,
/// `(서울=연합뉴스) 김민서 기자 =`, `（中央社記者王小明台北14日電）`.
pub fn in_dateline(text: &str) -> Option<&str> {
    let text = clean::beginning(text.trim_start(), LONGEST_DATELINE);
    let behind = without_place(text);
    if behind.len() < text.len() {
        let (names, _) = behind.split_once(['=', '＝'])?;
        return korean(names.trim_end());
    }
    let is_byline = |part: &&str| !chinese(part).is_empty();
    let brackets = text.split(['（', '(', '〔', '【']).skip(1);
    let mut inside =
        brackets.filter_map(|part| part.split_once(['）', ')', '〕', '】']).map(|(inside, _)| inside));
    let token = text.split(char::is_whitespace).next().filter(|token| is_dateline(token));
    inside.find(is_byline).or_else(|| token.filter(is_byline))
}
