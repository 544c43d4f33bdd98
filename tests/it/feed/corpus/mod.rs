//! Feeds of our own in every form and many languages: for the damage tests and for the bench.

mod forms;

use std::fmt::Write as _;

use forms::{
    atom, atom_old, atom_prefixed, atom_xhtml, cdf, json, rdf, rdf_old, rss_cdata, rss_escaped, rss_full,
    rss_media, rss_old, rss_plain, sitemap,
};

/// A clean feed and what must be found in it.
pub struct Sample {
    /// Form and language.
    pub name: &'static str,
    /// As UTF-8.
    pub text: String,
    /// Headlines as people read them, in the feed's order.
    pub titles: Vec<String>,
    /// The links beside them.
    pub links: Vec<String>,
}

type Form = fn(&Press, usize) -> String;

/// A newspaper: how it writes its feed, and its words.
struct Press {
    name: &'static str,
    form: Form,
    language: &'static str,
    title: &'static str,
    headlines: [&'static str; 4],
    sentence: &'static str,
}

/// Headlines that damage loves, mixed with those of each language.
const TRICKY: [&str; 3] = [
    "AT&T & Q&A: what is next?",
    "Fares < 5 € > 3 € — “for now”",
    "See https://press.example/?a=1&copy=3 & more",
];

const PRESSES: [Press; 15] = [
    Press {
        name: "RSS 2.0 with full texts, English",
        form: rss_full,
        language: "en",
        title: "The Pier",
        headlines: [
            "Ferry to the island runs late again",
            "Council votes on the new harbour wall",
            "Storm closes three bridges",
            "Museum of ropes reopens",
        ],
        sentence: "The boat left two hours after its time, and nobody on the quay had been told why",
    },
    Press {
        name: "RSS 2.0 with escaped markup, French",
        form: rss_escaped,
        language: "fr",
        title: "Le Môle",
        headlines: [
            "L’écluse rouvre à l’été",
            "Le maire répond aux pêcheurs",
            "Grève des éclusiers : où en est-on ?",
            "Cent ans de phares à Noël",
        ],
        sentence: "Les travaux ont duré plus longtemps que prévu, l’eau étant montée très tôt cette année",
    },
    Press {
        name: "Atom 1.0, German",
        form: atom,
        language: "de",
        title: "Der Kai",
        headlines: [
            "Fähre fährt wieder nach Fahrplan",
            "Größere Schleuse für größere Schiffe",
            "Bürger fürchten höhere Gebühren",
            "Möwen stören Übertragung",
        ],
        sentence: "Für die Brücke müssen zunächst größere Flächen geräumt werden, sagte der Bürgermeister",
    },
    Press {
        name: "Atom 1.0 with XHTML, Ukrainian",
        form: atom_xhtml,
        language: "uk",
        title: "Причал",
        headlines: [
            "Пором знову ходить вчасно",
            "Міська рада обговорила міст",
            "Шторм закрив три гавані",
            "Музей канатів відкрито",
        ],
        sentence: "Пором вийшов на дві години пізніше, і нікому на пристані не пояснили чому",
    },
    Press {
        name: "RSS 1.0, Japanese",
        form: rdf,
        language: "ja",
        title: "桟橋新聞",
        headlines: [
            "島への船がまた遅れる",
            "新しい防波堤を議会が承認",
            "嵐で三つの橋が閉鎖",
            "綱の博物館が再開",
        ],
        sentence: "船は定刻より二時間遅れて出航したが、理由は誰にも知らされなかった。",
    },
    Press {
        name: "RSS 0.91, Spanish",
        form: rss_old,
        language: "es",
        title: "El Muelle",
        headlines: [
            "El transbordador llega tarde otra vez",
            "¿Quién pagará el nuevo dique?",
            "La tormenta cierra tres puentes",
            "Reabre el museo de la soga",
        ],
        sentence: "El barco salió dos horas después y nadie explicó en el muelle qué había pasado",
    },
    Press {
        name: "RSS 0.90, Greek",
        form: rdf_old,
        language: "el",
        title: "Η Προβλήτα",
        headlines: [
            "Το πλοίο άργησε ξανά",
            "Ψηφοφορία για το νέο λιμάνι",
            "Η θύελλα έκλεισε τρεις γέφυρες",
            "Ανοίγει το μουσείο σχοινιών",
        ],
        sentence: "Το πλοίο αναχώρησε δύο ώρες αργότερα και κανείς δεν εξήγησε το γιατί",
    },
    Press {
        name: "RSS 2.0 with media and podcasts, Polish",
        form: rss_media,
        language: "pl",
        title: "Nabrzeże",
        headlines: [
            "Prom znów się spóźnił",
            "Rada głosuje nad nowym falochronem",
            "Burza zamknęła trzy mosty",
            "Muzeum lin znów otwarte",
        ],
        sentence: "Prom wypłynął dwie godziny później i nikt na nabrzeżu nie wyjaśnił, dlaczego tak się stało",
    },
    Press {
        name: "Atom 0.3, Arabic",
        form: atom_old,
        language: "ar",
        title: "الرصيف",
        headlines: [
            "العبارة تتأخر مرة أخرى",
            "المجلس يصوت على السد الجديد",
            "العاصفة تغلق ثلاثة جسور",
            "متحف الحبال يفتح أبوابه",
        ],
        sentence: "غادرت السفينة بعد ساعتين من موعدها ولم يعرف أحد على الرصيف السبب",
    },
    Press {
        name: "RSS 2.0 in CDATA, Russian",
        form: rss_cdata,
        language: "ru",
        title: "Пристань",
        headlines: [
            "Паром снова опоздал",
            "Совет голосует за новый мол",
            "Шторм закрыл три моста",
            "Музей канатов открыт",
        ],
        sentence: "Паром вышел на два часа позже, и никому на пристани не объяснили почему",
    },
    Press {
        name: "Atom 1.0 with prefixes, Korean",
        form: atom_prefixed,
        language: "ko",
        title: "부두 신문",
        headlines: [
            "여객선 또 지연",
            "의회, 새 방파제 표결",
            "폭풍으로 다리 세 곳 폐쇄",
            "밧줄 박물관 재개관",
        ],
        sentence: "배는 두 시간 늦게 출발했지만 부두에서는 아무도 이유를 듣지 못했다",
    },
    Press {
        name: "news sitemap, Turkish",
        form: sitemap,
        language: "tr",
        title: "İskele",
        headlines: [
            "Vapur yine gecikti",
            "Meclis yeni dalgakıranı oyluyor",
            "Fırtına üç köprüyü kapattı",
            "Halat müzesi açıldı",
        ],
        sentence: "",
    },
    Press {
        name: "CDF, Swedish",
        form: cdf,
        language: "sv",
        title: "Kajen",
        headlines: [
            "Färjan är försenad igen",
            "Fullmäktige röstar om ny vågbrytare",
            "Stormen stänger tre broar",
            "Repmuseet öppnar åter",
        ],
        sentence: "Båten gick två timmar för sent och ingen på kajen fick veta varför",
    },
    Press {
        name: "JSON Feed 1.1, Chinese",
        form: json,
        language: "zh",
        title: "码头报",
        headlines: ["渡轮再次晚点", "议会表决新防波堤", "风暴关闭三座桥", "绳索博物馆重新开放"],
        sentence: "船比预定时间晚了两个小时出发，码头上没有人知道原因。",
    },
    Press {
        name: "RSS 2.0 by hand, Hebrew",
        form: rss_plain,
        language: "he",
        title: "הרציף",
        headlines: [
            "המעבורת מאחרת שוב",
            "המועצה מצביעה על שובר הגלים",
            "הסערה סגרה שלושה גשרים",
            "מוזיאון החבלים נפתח",
        ],
        sentence: "הספינה יצאה שעתיים באיחור ואיש על הרציף לא ידע מדוע",
    },
];

/// Every feed, each with so many entries.
pub fn samples(entries: usize) -> Vec<Sample> {
    let sample = |press: &Press| Sample {
        name: press.name,
        text: (press.form)(press, entries),
        titles: (0..entries).map(|n| press.headline(n)).collect(),
        links: (0..entries).map(link).collect(),
    };
    PRESSES.iter().map(sample).collect()
}

fn link(n: usize) -> String {
    format!("https://press.example/news/{n}?from=rss&n={n}")
}

impl Press {
    fn headline(&self, n: usize) -> String {
        match n % 7 {
            place @ 0..4 => format!("{} ({n})", self.headlines[place]),
            place => format!("{n}: {}", TRICKY[place - 4]),
        }
    }

    fn sentences(&self, n: usize, count: usize) -> String {
        (0..count).map(|m| format!("{} {}.", self.sentence, n + m)).collect::<Vec<_>>().join(" ")
    }

    /// A short text with a little markup.
    fn html(&self, n: usize) -> String {
        format!(
            "<p>{}</p><p><a href=\"https://press.example/a?b={n}&amp;c=2\">{}</a></p>",
            self.sentences(n, 2),
            self.headlines[n % 4]
        )
    }

    /// A whole article as editors' systems write them.
    fn full(&self, n: usize) -> String {
        let mut html = format!(
            "<figure class=\"lead\"><img src=\"https://press.example/{n}.jpg\" alt=\"{}\" width=\"640\" /></figure>\n",
            self.title
        );
        for paragraph in 0..6 {
            writeln!(
                html,
                "<p>{} <strong>{}</strong> &#8212; Q&amp;A, <em>{}</em>&nbsp;!</p>",
                self.sentences(n + paragraph, 3),
                self.headlines[paragraph % 4],
                self.title
            )
            .expect("memory takes it");
        }
        html + "<ul>\n<li>1 &lt; 2</li>\n<li><a href=\"/more\" target=\"_blank\">+</a></li>\n</ul>"
    }
}
