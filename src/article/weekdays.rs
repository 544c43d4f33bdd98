//! The names of the days of the week, in the languages that write them without a capital.

/// How they begin, lower case.
#[rustfmt::skip]
const STARTS: &[&str] = &[
    // French, Spanish, Portuguese, Italian, Catalan, Romanian.
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves", "viernes",
    "sábado", "sabado", "domingo", "segunda", "terça", "quarta", "quinta", "sexta", "lunedì", "martedì", "mercoledì", "giovedì",
    "venerdì", "sabato", "domenica", "dilluns", "dimarts", "dimecres", "dijous", "divendres", "dissabte", "diumenge", "luni", "marți",
    "marţi", "miercuri", "vineri", "sâmbătă", "duminică",
    // Dutch, Swedish, Danish, Norwegian, Icelandic.
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "måndag", "tisdag", "onsdag", "torsdag", "fredag",
    "lördag", "söndag", "mandag", "tirsdag", "lørdag", "søndag", "mánudag", "þriðjudag", "miðvikudag", "fimmtudag", "föstudag",
    "laugardag", "sunnudag",
    // Finnish, Estonian, Hungarian.
    "maanantai", "tiistai", "keskiviik", "torstai", "perjantai", "lauantai", "sunnuntai", "esmaspäev", "teisipäev", "kolmapäev",
    "neljapäev", "reede", "laupäev", "pühapäev", "hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap",
    // Polish, Czech, Slovak, Slovene, Croatian, Bosnian, Serbian.
    "poniedział", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela", "pondělí", "úterý", "středa", "čtvrtek", "pátek",
    "neděle", "pondelok", "utorok", "streda", "štvrtok", "piatok", "nedeľa", "ponedeljek", "torek", "sreda", "četrtek", "petek",
    "nedelja", "ponedjelj", "ponedelj", "utorak", "srijeda", "četvrtak", "petak", "subota", "nedjelja",
    // Lithuanian, Latvian.
    "pirmadien", "antradien", "trečiadien", "ketvirtadien", "penktadien", "šeštadien", "sekmadien", "pirmdien", "otrdien", "trešdien",
    "ceturtdien", "piektdien", "sestdien", "svētdien",
    // Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian.
    "понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресенье", "понеділок", "вівторок", "четвер", "п'ятниц",
    "п’ятниц", "субот", "неділ", "панядзелак", "аўторак", "серада", "чацвер", "пятніц", "нядзеля", "понеделник", "сряда",
    "четвъртък", "петък", "събота", "неделя", "понедељак", "уторак", "четвртак", "петак", "недеља",
    // Greek, Turkish, Vietnamese.
    "δευτέρα", "τρίτη", "τετάρτη", "πέμπτη", "παρασκευή", "σάββατο", "κυριακή", "pazartesi", "çarşamba", "perşembe", "cumartesi",
    "nhật",
];

/// Whether a word in lower case names a day of the week.
pub fn is_named(word: &str) -> bool {
    STARTS.iter().any(|start| word.starts_with(start))
}
