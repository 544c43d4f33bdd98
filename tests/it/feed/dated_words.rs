//! Dates with words: weekdays and months of many languages, and words that mean one here and another there.

use vigie::feed::{parse_date, parse_date_in};
use vigie::model::Language;

#[track_caller]
fn check(language: &str, text: &str, expected: Option<&str>) {
    let found = parse_date_in(text, language.parse::<Language>().ok()).map(|time| time.to_string());
    let expected =
        expected.map(|day| if day.len() > 10 { day.to_owned() } else { format!("{day}T00:00:00Z") });
    assert_eq!(found, expected, "`{text}` in `{language}`");
}

/// Languages: November as it is written in dates, and the weekdays from Monday on, short and long.
#[rustfmt::skip]
const WEEKS: [(&str, &str, &str, &str); 31] = [
    ("en", "Nov", "Mon Tue Wed Thu Fri Sat Sun", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    ("fr", "nov.", "lun. mar. mer. jeu. ven. sam. dim.", "lundi mardi mercredi jeudi vendredi samedi dimanche"),
    ("es", "nov", "lun mar mié jue vie sáb dom", "lunes martes miércoles jueves viernes sábado domingo"),
    ("it", "nov", "lun mar mer gio ven sab dom", "lunedì martedì mercoledì giovedì venerdì sabato domenica"),
    ("pt", "nov", "seg ter qua qui sex sáb dom", "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"),
    ("ro", "noiembrie", "lun mar mie joi vin sâm dum", "luni marți miercuri joi vineri sâmbătă duminică"),
    ("ca", "nov.", "dl. dt. dc. dj. dv. ds. dg.", "dilluns dimarts dimecres dijous divendres dissabte diumenge"),
    ("de", "Nov.", "Mo Di Mi Do Fr Sa So", "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
    ("nl", "nov.", "ma di wo do vr za zo", "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
    ("da", "nov.", "man. tirs. ons. tors. fre. lør. søn.", "mandag tirsdag onsdag torsdag fredag lørdag søndag"),
    ("no", "nov.", "man tir ons tor fre lør søn", "mandag tirsdag onsdag torsdag fredag lørdag søndag"),
    ("sv", "nov", "mån tis ons tor fre lör sön", "måndag tisdag onsdag torsdag fredag lördag söndag"),
    ("is", "nóv.", "mán. þri. mið. fim. fös. lau. sun.", "mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur"),
    ("fi", "marras", "ma ti ke to pe la su", "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai"),
    ("et", "november", "E T K N R L P", "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev"),
    ("lv", "nov", "pirmd otrd trešd ceturtd piektd sestd svētd", "pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena"),
    ("lt", "lapkričio", "pr an tr kt pn št sk", "pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis"),
    ("pl", "lis", "pon wt śr czw pt sob niedz", "poniedziałek wtorek środa czwartek piątek sobota niedziela"),
    ("cs", "listopadu", "po út st čt pá so ne", "pondělí úterý středa čtvrtek pátek sobota neděle"),
    ("sk", "nov", "po ut st št pi so ne", "pondelok utorok streda štvrtok piatok sobota nedeľa"),
    ("sl", "nov", "pon tor sre čet pet sob ned", "ponedeljek torek sreda četrtek petek sobota nedelja"),
    ("hr", "stu", "pon uto sri čet pet sub ned", "ponedjeljak utorak srijeda četvrtak petak subota nedjelja"),
    ("sr", "нов", "пон уто сре чет пет суб нед", "понедељак уторак среда четвртак петак субота недеља"),
    ("hu", "nov", "h k sze cs p szo v", "hétfő kedd szerda csütörtök péntek szombat vasárnap"),
    ("tr", "Kas", "Pzt Sal Çar Per Cum Cmt Paz", "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar"),
    ("el", "Νοε", "Δευ Τρί Τετ Πέμ Παρ Σάβ Κυρ", "Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή"),
    ("ru", "ноя", "Пн Вт Ср Чт Пт Сб Вс", "понедельник вторник среда четверг пятница суббота воскресенье"),
    ("uk", "лис", "пн вівт сер четв п’ятн субот нд", "понеділок вівторок середа четвер п’ятниця субота неділя"),
    ("bg", "ное", "пн вт ср чт пт сб нд", "понеделник вторник сряда четвъртък петък събота неделя"),
    ("id", "Nov", "Sen Sel Rab Kam Jum Sab Min", "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"),
    ("ar", "نوفمبر", "اثنين ثلاثاء أربعاء خميس جمعة سبت أحد", "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"),
];

#[test]
fn every_weekday_of_every_language_may_stand_before_its_date() {
    for (language, november, short, long) in WEEKS {
        for (day, (short, long)) in (3..).zip(short.split(' ').zip(long.split(' '))) {
            let expected = format!("2025-11-{day:02}");
            let time = format!("{expected}T06:00:00Z");
            check(language, &format!("{short}, {day:02} {november} 2025 07:00:00 +0100"), Some(&time));
            check(language, &format!("{long} {day} {november} 2025"), Some(&expected));
            check(language, &format!("{long}, {day}. {november} 2025"), Some(&expected));
            check(language, &format!("{day} {november} 2025 {long}"), Some(&expected));
        }
    }
}

#[test]
fn a_first_word_that_is_a_weekday_and_a_month_is_the_weekday_where_a_month_follows() {
    for (text, expected) in [
        ("mar., 04 nov. 2025 07:00:00 +0100", "2025-11-04T06:00:00Z"),
        ("mar 04 nov 2025 07:00", "2025-11-04T07:00:00Z"),
        ("mar. 4 mars 2025", "2025-03-04"),
        ("Mar, 04 Nov 2025 07:00:00 +0000", "2025-11-04T07:00:00Z"),
        ("martes 4 de noviembre de 2025", "2025-11-04"),
        ("Mar Nov 4 07:00:00 2025", "2025-11-04T07:00:00Z"),
        ("Paz, 02 Kas 2025 07:00:00 +0300", "2025-11-02T04:00:00Z"),
        ("Paz, 02 Mar 2025", "2025-03-02"),
        ("2 Mar 2025 Paz", "2025-03-02"),
        ("sub, 01 stu 2025 07:00:00 +0100", "2025-11-01T06:00:00Z"),
        ("subota, 1. studenoga 2025.", "2025-11-01"),
        // One that is a month alone stays one.
        ("Mar 4 2025", "2025-03-04"),
        ("mars 4, 2025", "2025-03-04"),
        ("4 Mar 2025", "2025-03-04"),
    ] {
        check("", text, Some(expected));
    }
    for text in ["Mai, 05 nov 2025", "May 5 Nov 2025", "4 Nov Mar 2025 Jun", "Mar 4 2025 Nov"] {
        check("", text, None);
    }
}

#[test]
fn a_month_that_languages_call_alike_is_told_by_the_language() {
    for (language, text, expected) in [
        ("pl", "28 lis 2026", "2026-11-28"),
        ("pl", "7 lis 2025", "2025-11-07"),
        ("pl", "28 listopada 2026", "2026-11-28"),
        ("pl", "5 lip 2026", "2026-07-05"),
        ("cs", "28 lis 2026", "2026-11-28"),
        ("cs", "5. listopadu 2026", "2026-11-05"),
        ("cs", "05 srp 2026", "2026-08-05"),
        ("cs", "5. srpna 2026", "2026-08-05"),
        ("hr", "28. listopada 2026.", "2026-10-28"),
        ("hr", "5. lis 2026", "2026-10-05"),
        ("hr", "5. lip 2026", "2026-06-05"),
        ("hr", "5. lipnja 2026.", "2026-06-05"),
        ("hr", "5. srp 2026", "2026-07-05"),
        ("hr", "5. srpnja 2026.", "2026-07-05"),
        // Names that only one of them has need no language.
        ("", "5 lipca 2026", "2026-07-05"),
        ("", "5. lipnja 2026.", "2026-06-05"),
        ("", "5. srpna 2026", "2026-08-05"),
        ("", "5. srpnja 2026.", "2026-07-05"),
    ] {
        check(language, text, Some(expected));
    }
}

#[test]
fn without_a_language_the_weekday_or_another_word_tells_the_month_or_nothing() {
    for (text, expected) in [
        // Saturdays, in November and in October.
        ("sob., 28 lis 2026", Some("2026-11-28")),
        ("sub, 31 lis 2026", Some("2026-10-31")),
        ("sub., 24. listopada 2026.", Some("2026-10-24")),
        ("So, 28 lis 2026 07:00:00 +0100", Some("2026-11-28T06:00:00Z")),
        ("Sat, 28 lis 2026", Some("2026-11-28")),
        ("nie, 05 lip 2026 07:00:00 +0200", Some("2026-07-05T05:00:00Z")),
        ("pet, 05 lip 2026", Some("2026-06-05")),
        ("St, 05 srp 2026", Some("2026-08-05")),
        // The weekday is wrong in both, but only Polish has it.
        ("niedz., 28 lis 2026", Some("2026-11-28")),
        ("28 listopada 2026 r.", Some("2026-11-28")),
        ("28. listopada 2026. u 7:00", Some("2026-10-28T07:00:00Z")),
        // November has 30 days.
        ("31 lis 2026", Some("2026-10-31")),
        ("28 lis 2026", None),
        ("28 listopada 2026", None),
        ("5 lip 2026 07:00", None),
        ("05 srp 2026", None),
        ("Tue, 28 lis 2026", None),
    ] {
        check("", text, expected);
        // A language that does not have the word tells nothing of it.
        check("en", text, expected);
    }
    // A weekday that fits is worth more than what a feed says of itself.
    check("hr", "sob., 28 lis 2026", Some("2026-11-28"));
    assert_eq!(parse_date("31 lis 2026 pon"), parse_date("2026-10-31"));
}

#[test]
fn months_are_known_whole_and_short_in_many_languages() {
    for (text, month) in [
        ("5. června 2025", 6),
        ("5. července 2025", 7),
        ("5 červen 2025", 6),
        ("5 červenec 2025", 7),
        ("5 čvc 2025", 7),
        ("5 iunie 2025", 6),
        ("5 iulie 2025", 7),
        ("5 iul. 2025", 7),
        ("5 Agustus 2025", 8),
        ("Kamis, 05 Jun 2025", 6),
        ("5 Desember 2025", 12),
        ("5 Ogos 2025", 8),
        ("5 avg 2025", 8),
        ("ti 5 elo 2025", 8),
        ("5 kesäkuuta 2025", 6),
        ("5 يونيو 2025", 6),
        ("5 حزيران 2025", 6),
        ("٥ حزيران ٢٠٢٥", 6),
        ("الخميس، 5 يونيو 2025", 6),
        ("5 تشرين الأول 2025", 10),
        ("5 تشرين الثاني 2025", 11),
        ("5 كانون الثاني 2025", 1),
        ("5 كانون الأول 2025", 12),
        ("5 جوان 2025", 6),
        ("5 जून 2025", 6),
        ("5 अक्टूबर 2025", 10),
        ("5 ביוני 2025", 6),
        ("2025 m. lapkričio 5 d.", 11),
        ("5. jūnijs 2025", 6),
        ("5 juuni 2025", 6),
        ("5 juuli 2025", 7),
    ] {
        check("", text, Some(&format!("2025-{month:02}-05")));
    }
}

#[test]
fn a_page_in_no_known_language_gives_no_month_that_could_be_another() {
    use vigie::article::{DateHabits, page_date};
    let shown = |tag, text| page_date(text, DateHabits::of(tag)).map(|time| time.to_string());
    for (tag, text, expected) in [
        (Some("pl"), "28 listopada 2026", Some("2026-11-28T00:00:00Z")),
        (Some("pl-PL"), "5 lip 2026", Some("2026-07-05T00:00:00Z")),
        (Some("hr"), "28. listopada 2026.", Some("2026-10-28T00:00:00Z")),
        (Some("hr"), "5. srp 2026.", Some("2026-07-05T00:00:00Z")),
        (Some("cs"), "5. srp 2026", Some("2026-08-05T00:00:00Z")),
        (Some("cs"), "5. listopadu 2026", Some("2026-11-05T00:00:00Z")),
        (Some("en"), "28 listopada 2026", None),
        (None, "5 lip 2026", None),
        (None, "5. lipnja 2026.", Some("2026-06-05T00:00:00Z")),
    ] {
        assert_eq!(shown(tag, text).as_deref(), expected, "{text} in {tag:?}");
    }
}
