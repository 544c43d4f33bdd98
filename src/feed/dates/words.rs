//! Words in dates: months, weekdays and zones, in the languages feeds come in.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that join the parts of a date.
const FILLERS: &str = "at of de del à a um uhr le den the om kl o ore г года р року klo";

/// Beginnings of weekdays' names.
const WEEKDAYS: &str = "mon tue wed thu fri sat sun lun mar mer mié mie jeu jue ven vie sam sáb sab dim dom gio mo di mi do \
    fr sa so seg ter qua qui sex пн вт ср чт пт сб вс нд пон вто сре чет пят суб вос понед вівт серед \
    четв п’ят п'ят неділ субот pon wt śr sr czw pt pią sob nie ma wo vr za zo κυρ δευ τρι τετ πεμ παρ \
    σαβ út st čt pá ne po hét ked sze csü pén szo vas pzt sal çar per cum cmt paz tir ons tor lør søn \
    mån tis lör sön";

/// Beginnings of months' names, January first.
const MONTHS: [&str; 12] = [
    "jan gen ene янв січ stycz sty led oca ian sij tammi ιαν",
    "feb fév fev фев лют lut úno uno şub sub velj helmi φεβ",
    "mar mär mrz maa мар берез бер bře bre ožu már mrt maalis μαρ μάρ",
    "apr avr abr ápr апр квіт кві kwie kwi dub nis tra huhti απρ",
    "may mai mag maj mei máj май мая трав тра kvě kve svi touko μαι μάι μαϊ",
    "jun juin giu jún июн черв чер czerw cze čvn haz lip kesä ιουν ιούν",
    "jul juil lug júl июл лип lipiec lipca čvc tem srp heinä ιουλ ιούλ",
    "aug aoû aou ago авг серп сер sier sie srpna ağu agu kol elo αυγ αύγ",
    "sep set szept сен верес вер wrze wrz zář zar eyl ruj syys σεπ",
    "oct okt ott out окт жовт жов paź paz říj rij eki lis loka οκτ",
    "nov noi нояб ноя лист лис listop kas stu marras νοε νοέ",
    "dec déc dez dic des дек груд гру grud gru pro ara joulu δεκ",
];

/// Whether a word only joins others.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.split(' ').any(|filler| filler == word)
}

/// Whether a word is a weekday, or begins like one.
pub(super) fn is_weekday(word: &str) -> bool {
    matches!(word, "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")
        || WEEKDAYS.split(' ').any(|day| word.starts_with(day))
}

/// Beginnings of names by their first letter, each with its month.
static BY_LETTER: LazyLock<HashMap<char, Vec<(u32, &'static str)>>> = LazyLock::new(|| {
    let mut table = HashMap::<char, Vec<(u32, &str)>>::new();
    for (month, names) in (1..).zip(MONTHS) {
        for name in names.split(' ') {
            table.entry(name.chars().next().unwrap_or_default()).or_default().push((month, name));
        }
    }
    table
});

/// A month by the beginning of its name.
pub(super) fn month_of(word: &str) -> Option<u32> {
    // What RFC 822 asks for, and nearly all feeds write: no need to look any further.
    const ENGLISH: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Some(month) = (1..).zip(ENGLISH).find(|(_, name)| *name == word).map(|(month, _)| month) {
        return Some(month);
    }
    if matches!(word, "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" | "gmt") {
        return None;
    }
    // The longest beginning wins: `juil` is July although `ju` would do for June, `листопада` is no October.
    let names = BY_LETTER.get(&word.chars().next()?)?.iter();
    let (month, name) =
        names.filter(|(_, name)| word.starts_with(name)).max_by_key(|(_, name)| name.len())?;
    // No language's month goes on for much longer than its beginning.
    (word.chars().count() <= 12 && word.len() - name.len() <= 14).then_some(*month)
}

/// Seconds east of Greenwich of a zone's name; RFC 822 section 5.1, its military letters, and others in use.
pub(super) fn zone_of(word: &str) -> Option<i64> {
    let name = word.strip_prefix("etc/").unwrap_or(word);
    let minutes: i64 = match name {
        "z" | "gmt" | "utc" | "ut" | "wet" | "uct" | "universal" => 0,
        "at" | "ast" | "edt" => -240,
        "et" | "est" | "cdt" => -300,
        "ct" | "cst" | "mdt" => -360,
        "mt" | "mst" | "pdt" => -420,
        "pt" | "pst" | "akdt" => -480,
        "akst" => -540,
        "hst" => -600,
        "nst" => -210,
        "ndt" => -150,
        "ist" => 330,
        "bst" | "cet" | "met" | "mez" | "west" | "wat" => 60,
        "cest" | "mest" | "mesz" | "eet" | "sast" | "cat" => 120,
        "eest" | "msk" | "trt" | "eat" => 180,
        "msd" | "gst" => 240,
        "pkt" => 300,
        "wib" | "ict" => 420,
        "hkt" | "sgt" | "awst" | "pht" => 480,
        "jst" | "kst" => 540,
        "aest" => 600,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        "adt" | "brt" | "art" => -180,
        _ => return military(name),
    };
    Some(minutes * 60)
}

/// The military letters; RFC 1123 section 5.2.14 says that their signs in RFC 822 are wrong, so they count as UTC.
fn military(name: &str) -> Option<i64> {
    let mut letters = name.chars();
    let letter = letters.next()?;
    (letters.next().is_none() && letter.is_ascii_lowercase() && letter != 'j').then_some(0)
}
