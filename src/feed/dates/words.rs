//! Words in dates: months, weekdays and zones, in the languages feeds come in.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Weekday;

use crate::article::{Named, differing, longest};
use crate::model::Language;
use crate::schedule::Weekdays;

/// Words that join the parts of a date.
const FILLERS: &str = "at of de del à a um uhr le den the om kl o ore г года р року klo feira m d r roku godz v hod u g godine \
    gada god às alle saat pukul من في";

/// Names of weekdays, Monday first: those of up to three letters as they stand, of longer ones the beginnings. A word that
/// two languages use for different days stands with both.
#[rustfmt::skip]
const WEEKDAYS: [&str; 7] = [
    "mon mond mo mont mån månd man mand mán mánu lun lund lune lu luni seg segu pon poni pone pond po hét hétf pzt pazart ma maan \
     esmas pirmad pirmd hën hënë δευ δευτ пн пон поне понед панядз sen seni isn isni dl dill सोम सोमव اثنين الاثنين الإثنين",
    "tue tues di dien dins mar mard mart marț ma ter terç terc ti tirs tir tis tisd þri þrið tii tiis teisi antrad otrd wt wtor út \
     úter ut utor uto ked kedd sal salı sali tor tore τρι τρί τρίτ τριτ вт вто втор вів вівт аўт аўто уто утор sel selas dt dimar \
     marte martë मंगल ثلاثاء الثلاثاء",
    "wed wedn weds mi mitt mie mié mier miér mierc mer merc qua quar wo woe woen ons onsd mið miðv ke kesk kolmap trečiad trešd śr \
     śro środ sro środa st stř stře str stre sri srij sre sred sze szer çar çarş car cars τετ τετά τετα ср сре сред сер сере сряд сря \
     серад rab rabu dc dime mër mërk बुध बुधव أربعاء الأربعاء الاربعاء",
    "thu thur th do don donn dond jeu jeud jue juev gio giov qui quin tor tors to fim fimm neljap ketvir ceturt czw czwa čt čtv čtvr \
     štv štvr čet četr četv cet cetr cetv csü csüt per perş pers joi dj dijo πεμ πέμ πέμπ πεμπ чт чет четв чац чацв kam kami kham enj enjt गुरु \
     خميس الخميس",
    "fri frid fr frei fre fred fös föst ven vend vene vie vier vin vine sex sext vr vrij pe perj reed penktad piektd pt pią piąt pia \
     piat pá pát páte pet peta pete pén pént cum cuma παρ παρα πτ пят пятн пт пет петъ петак петок п’ят п'ят п’я п'я пʼят jum juma dv \
     dive pre prem शुक्र جمعة الجمعة",
    "sat satu sa sam sams same sonna sab sáb saba sába sabt sam sâm sâmb samb za zat zate lør lørd lör lörd lau laug la laua laup \
     šešt šeštad sestd sob sobo so sub subo szo szom cmt cumart cumt σαβ σάβ σάββ σαββ сб суб субо субб съб съб събо саб сабо ds diss sht \
     shtu शनि سبت السبت",
    "sun sund so son sonn dim dima dom dome domi zo zon zond søn sønd sön sönd sunn su pühap sekmad svētd nie nied ne neděl nedeľ ned \
     nede nedj vas vasá paz paza dum dumi κυρ κυρι вс вск воск нд нед неді няд неде min ming aha ahad dg dium die diel रवि أحد الأحد \
     الاحد",
];

/// Beginnings of months' names, January first.
const MONTHS: [&str; 12] = [
    "jan gen ene янв січ stycz sty led oca ian sij tammi ιαν",
    "feb fév fev фев лют lut úno uno şub sub velj helmi φεβ",
    "mar mär mrz maa мар берез бер bře bre ožu már mrt maalis μαρ μάρ",
    "apr avr abr ápr апр квіт кві kwie kwi dub nis tra huhti απρ",
    "may mai mag maj mei máj май мая трав тра kvě kve svi touko μαι μάι μαϊ",
    "jun juin giu jún iun июн черв чер czerw cze čvn haz kesä ιουν ιούν",
    "jul juil lug júl iul июл лип lipiec lipca čvc tem heinä ιουλ ιούλ",
    "aug aoû aou ago авг серп сер sier sie ağu agu avg ogo kol elo αυγ αύγ",
    "sep set szept сен верес вер wrze wrz zář zar eyl ruj syys σεπ",
    "oct okt ott out окт жовт жов paź paz říj rij eki loka οκτ",
    "nov noi нояб ноя лист лис kas stu marras νοε νοέ",
    "dec déc dez dic des дек груд гру grud gru pro ara joulu δεκ",
];

/// Whether a word only joins others.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.split(' ').any(|filler| filler == word)
}

/// The days of the week that a word names, in whatever language.
pub(super) fn weekdays_of(word: &str) -> Weekdays {
    if let Some(day) = Weekdays::named(word) {
        return Weekdays::from_iter([day]);
    }
    let fits = |name: &str| {
        let is_whole = name.chars().nth(3).is_none();
        if is_whole { name == word } else { word.starts_with(name) }
    };
    let (mut longest, mut days) = (0, Vec::new());
    for (names, day) in WEEKDAYS.iter().zip(0_u8..) {
        let length = names.split_whitespace().filter(|name| fits(name)).map(str::len).max().unwrap_or(0);
        if length > longest {
            (longest, days) = (length, Vec::new());
        }
        if length > 0 && length == longest {
            days.extend(Weekday::try_from(day));
        }
    }
    days.into_iter().collect()
}

/// The language of a word that stands in dates of one alone of those that [`differing`] months are of.
pub(super) fn spoken(word: &str) -> Option<Language> {
    const SPOKEN: [(&str, &str); 3] = [
        (
            "pl",
            "wt wto wtorek śr śro środa czw czwartek pt pią piątek sob nie niedz niedziela poniedziałek r roku godz",
        ),
        ("cs", "po pondělí út úterý st středa čt čtvrtek pá pátek so ne neděle v hod"),
        (
            "hr",
            "ponedjeljak uto utorak sri srijeda čet četvrtak pet petak sub subota ned nedjelja u g godine sati",
        ),
    ];
    // Nearly all words of dates are these.
    if Weekdays::named(word).is_some() {
        return None;
    }
    let of = SPOKEN.into_iter().find(|(_, words)| words.split(' ').any(|own| own == word));
    of.map(|(code, _)| Language::from_static(code))
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
pub(super) fn month_of(word: &str) -> Option<Named> {
    // What RFC 822 asks for, and nearly all feeds write: no need to look any further.
    const ENGLISH: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Some(month) = (1..).zip(ENGLISH).find(|(_, name)| *name == word).map(|(month, _)| month) {
        return Some(Named::One(month));
    }
    if word == "gmt" || Weekdays::named(word).is_some() {
        return None;
    }
    if let Some(readings) = differing(word) {
        return Some(Named::ByLanguage(readings));
    }
    // The longest beginning wins: `juil` is July although `ju` would do for June, `листопада` is no October.
    let names = BY_LETTER.get(&word.chars().next()?).into_iter().flatten();
    let own = names.filter(|(_, name)| word.starts_with(name)).map(|(month, name)| (name.len(), *month));
    // Pages write whole names; feeds shorten them, too.
    let (length, month) = own.chain(longest(word)).max_by_key(|(length, _)| *length)?;
    // No language's month goes on for much longer than its beginning.
    (word.chars().count() <= 15 && word.len().saturating_sub(length) <= 14).then_some(Named::One(month))
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
