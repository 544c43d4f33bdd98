//! Which facts of a sentence make its change a correction: each rule by what it tells and by what it must not tell.

use vigie::article::{Change, ChangeKind, Edition, compare};

/// A sentence of each language, which is said again and again around the one that changes.
const AROUND: &[(&str, &str)] = &[
    ("ar", "الجدار عند الميناء قديم والقوارب راسية على الرصيف في الريح."),
    ("cs", "Zeď u přístavu je stará a lodě stojí u nábřeží ve větru."),
    ("de", "Die Mauer am Hafen ist alt und die Boote liegen am Kai im Wind."),
    ("en", "The wall near the harbour is old and the boats lie at the quay in the wind."),
    ("es", "El muro del puerto es viejo y los barcos están en el muelle al viento."),
    ("fa", "دیوار کنار بندر قدیمی است و قایق‌ها در اسکله در باد هستند."),
    ("fr", "Le mur du port est vieux et les bateaux sont au quai dans le vent."),
    ("hi", "बंदरगाह की दीवार पुरानी है और नावें घाट पर हवा में खड़ी हैं।"),
    ("id", "Tembok di pelabuhan itu sudah tua dan perahu berada di dermaga yang berangin."),
    ("it", "Il muro del porto è vecchio e le barche sono al molo nel vento."),
    ("ja", "港の壁は古く、舟は風の中で岸壁につながれている。"),
    ("ko", "항구의 벽은 오래되었고 배들은 바람 속에 부두에 있다."),
    ("pl", "Mur przy porcie jest stary, a łodzie stoją przy nabrzeżu na wietrze."),
    ("pt", "O muro do porto é velho e os barcos estão no cais ao vento."),
    ("ru", "Стена у порта старая, и лодки стоят у причала на ветру."),
    ("sv", "Muren vid hamnen är gammal och båtarna ligger vid kajen i vinden."),
    ("th", "กำแพงที่ท่าเรือเก่าแล้วและเรือจอดอยู่ที่ท่าในสายลม"),
    ("tr", "Limandaki duvar eski ve tekneler rıhtımda rüzgarda duruyor."),
    ("uk", "Стіна біля порту стара, і човни стоять біля причалу на вітрі."),
    ("zh", "港口的老墙很旧，渔船在风中停在码头。"),
];

/// A text so long that one sentence is less than a twentieth of it.
fn long(language: &str, sentence: &str) -> String {
    let around = AROUND.iter().find(|(code, _)| *code == language).expect("a language of the table").1;
    let half = [around; 25].join("\n\n");
    format!("{half}\n\n{sentence}\n\n{half}")
}

fn change(language: &str, old: &str, new: &str) -> Change {
    let of = |text| Edition { title: "", text, is_live: false };
    compare(&of(&long(language, old)), &of(&long(language, new)))
}

/// Every pair must be a correction for what the first of its facts says; or none, either way round.
#[track_caller]
fn check(told: &[(&str, &str, &str)], untold: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (language, old, new) in told {
        for (old, new) in [(old, new), (new, old)] {
            let change = change(language, old, new);
            let facts = !change.numbers.is_empty() || !change.names.is_empty();
            if change.kind != ChangeKind::Substance || !facts || change.noted || change.denied > 0 {
                wrong.push(format!(
                    "not told: {language}: {old} → {new}: {:?} {:?}",
                    change.numbers, change.names
                ));
            }
        }
    }
    for (language, old, new) in untold {
        for (old, new) in [(old, new), (new, old)] {
            let change = change(language, old, new);
            if change.kind == ChangeKind::Substance {
                wrong.push(format!(
                    "told: {language}: {old} → {new}: {:?} {:?}",
                    change.numbers, change.names
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_number_a_thousand_times_as_large_is_another_however_it_is_written() {
    check(
        &[
            ("en", "It cost 5 bn euros then.", "It cost 5 m euros then."),
            ("en", "It cost 5 mn euros then.", "It cost 5 bn euros then."),
            ("en", "It cost $5m then.", "It cost $5bn then."),
            ("en", "It cost 5 crore rupees then.", "It cost 5 lakh rupees then."),
            ("en", "A dozen boats sank there.", "Two dozen boats sank there."),
            ("de", "Es kostete damals 5 Mio. Euro.", "Es kostete damals 5 Mrd. Euro."),
            ("de", "Es kostete damals 5 Tsd. Euro.", "Es kostete damals 5 Millionen Euro."),
            ("fr", "Cela a coûté 5 millions d’euros.", "Cela a coûté 5 milliards d’euros."),
            ("fr", "Cela a coûté 5 Md d’euros.", "Cela a coûté 5 M€."),
            ("es", "Costó 5 millones de euros.", "Costó 5 mil euros."),
            ("pt", "Custou 5 mil euros.", "Custou 5 milhões de euros."),
            ("it", "È costato 5 mln di euro.", "È costato 5 mld di euro."),
            ("sv", "Det kostade 5 miljoner kronor.", "Det kostade 5 miljarder kronor."),
            ("sv", "Det kostade 5 miljoner kronor.", "Det kostade 5 tusen kronor."),
            ("pl", "Kosztowało to 5 mln euro.", "Kosztowało to 5 mld euro."),
            ("pl", "Kosztowało to 5 tys. euro.", "Kosztowało to 5 mln euro."),
            ("cs", "Stálo to 5 tisíc korun.", "Stálo to 5 milionů korun."),
            ("cs", "Stálo to 5 mil. korun.", "Stálo to 5 mld. korun."),
            ("ru", "Это стоило 5 тыс. рублей.", "Это стоило 5 млн рублей."),
            ("uk", "Це коштувало 5 тис. гривень.", "Це коштувало 5 млн гривень."),
            ("tr", "Bu 5 bin lira tuttu.", "Bu 5 milyon lira tuttu."),
            ("id", "Biayanya 5 juta rupiah waktu itu.", "Biayanya 5 miliar rupiah waktu itu."),
            ("hi", "इसकी लागत 5 लाख रुपये थी।", "इसकी लागत 5 करोड़ रुपये थी।"),
            ("fa", "این کار 5 هزار دلار بود.", "این کار 5 میلیون دلار بود."),
            ("ar", "كلف ذلك 5 آلاف دولار.", "كلف ذلك 5 ملايين دولار."),
            ("zh", "火灾造成4万人受灾。", "火灾造成4亿人受灾。"),
            ("ja", "工事に3億5000万円かかった。", "工事に3億5000円かかった。"),
            ("ko", "화재로 4만 명이 대피했다.", "화재로 4억 명이 대피했다."),
            ("th", "ไฟไหม้ครั้งนี้เสียหาย 5 ล้านบาท", "ไฟไหม้ครั้งนี้เสียหาย 5 แสนบาท"),
        ],
        &[
            ("en", "It cost 1.5 million euros then.", "It cost 1,500,000 euros then."),
            ("en", "It cost 2 thousand euros then.", "It cost 2,000 euros then."),
            ("en", "It cost €2m then.", "It cost €2 million then."),
            ("en", "It cost two million euros then.", "It cost 2,000,000 euros then."),
            ("de", "Es kostete damals 5 Mio. Euro.", "Es kostete damals 5 Millionen Euro."),
            ("fr", "Cela a coûté 5 M€ alors.", "Cela a coûté 5 millions d’euros alors."),
            ("es", "Costó 5 millones de euros.", "Costó 5.000.000 de euros."),
            ("pl", "Kosztowało to 5 mln euro.", "Kosztowało to 5 milionów euro."),
            ("cs", "Stálo to 5 mil. korun.", "Stálo to 5 milionů korun."),
            ("ru", "Это стоило 5 тыс. рублей.", "Это стоило 5 тысяч рублей."),
            ("sv", "Det kostade 5 mn kronor.", "Det kostade 5 miljoner kronor."),
            ("tr", "Bu 5 bin lira tuttu.", "Bu 5.000 lira tuttu."),
            ("hi", "इसकी लागत 5 लाख रुपये थी।", "इसकी लागत 5,00,000 रुपये थी।"),
            ("zh", "火灾造成4万人受灾。", "火灾造成40,000人受灾。"),
            ("ko", "화재로 4만 명이 대피했다.", "화재로 40,000 명이 대피했다."),
            ("en", "In 2024 thousands of boats fled.", "In 2024, thousands of boats had fled."),
        ],
    );
}

#[test]
fn what_a_number_is_of_counts_and_how_that_is_written_does_not() {
    check(
        &[
            ("en", "They paid $40 million then.", "They paid €40 million then."),
            ("en", "They paid 40 dollars then.", "They paid 40 euros then."),
            ("en", "It took 3 hours to end.", "It took 3 days to end."),
            ("en", "It took three hours to end.", "It took three long days to end."),
            ("en", "It weighed 40 kilograms then.", "It weighed 40 tonnes then."),
            ("en", "It is 40km to the town.", "It is 40mi to the town."),
            ("en", "It rose 5 percent then.", "It rose 5 percentage points then."),
            ("en", "He came at 5 am today.", "He came at 5 pm today."),
            ("en", "He came at 5 a.m. today.", "He came at 5 p.m. today."),
            ("en", "He was the third man on board.", "He was the fourth man on board."),
            ("de", "Es dauerte 3 Stunden bis zum Ende.", "Es dauerte 3 Tage bis zum Ende."),
            ("de", "Er war der dritte Mann an Bord.", "Er war der vierte Mann an Bord."),
            ("fr", "Cela a duré 3 heures au port.", "Cela a duré 3 jours au port."),
            (
                "fr",
                "La part a baissé de 5 % au port.",
                "La part a baissé de 5 points de pourcentage au port.",
            ),
            ("es", "Está a 40 kilómetros del puerto.", "Está a 40 metros del puerto."),
            ("it", "Ci sono voluti 3 giorni al porto.", "Ci sono voluti 3 mesi al porto."),
            ("pl", "Trwało to 3 godziny w porcie.", "Trwało to 3 dni w porcie."),
            ("ru", "Это длилось 3 часа в порту.", "Это длилось 3 дня в порту."),
            ("uk", "Це коштувало 40 гривень у порту.", "Це коштувало 40 доларів у порту."),
            ("tr", "Bu limanda 3 saat sürdü.", "Bu limanda 3 gün sürdü."),
            ("ar", "استمر ذلك 3 أيام في الميناء.", "استمر ذلك 3 أشهر في الميناء."),
            ("zh", "大火烧了40小时。", "大火烧了40天。"),
            ("ja", "工事に40ドルかかった。", "工事に40ユーロかかった。"),
        ],
        &[
            ("en", "It rose 5 percent then.", "It rose 5% then."),
            ("en", "It rose 5 per cent then.", "It rose 5 % then."),
            ("en", "It is 40km to the town.", "It is 40 kilometres to the town."),
            ("en", "They paid $40 then.", "They paid 40 dollars then."),
            ("en", "They paid 40 euros then.", "They then paid 40 for it."),
            ("en", "The 40-year-old man left the town.", "The man, 40, left the town."),
            ("en", "He came at 5 p.m. today.", "He came at 5 pm today."),
            ("en", "He was the third man on board.", "He was the 3rd man on board."),
            ("en", "They saw 40 boats there.", "They saw 40 ships there."),
            ("en", "It is 40 miles to the town.", "It is 40 miles (64 km) to the town."),
            ("de", "Es sind 40 km bis zum Hafen.", "Es sind 40 Kilometer bis zum Hafen."),
            ("fr", "La part a baissé de 5 % au port.", "La part a baissé de 5 pour cent au port."),
            ("fr", "Il était le troisième à bord.", "Il était le 3e à bord."),
            ("es", "Subió un 5 % en el puerto.", "Subió un 5 por ciento en el puerto."),
            ("ru", "До порта 40 км по дороге.", "До порта 40 километров по дороге."),
            ("sv", "Det kostade 40 kr i hamnen.", "Det kostade 40 kronor i hamnen."),
            ("zh", "这里离港口40公里。", "这里离港口40千米。"),
        ],
    );
}

#[test]
fn signs_of_quantity_are_the_numbers_they_say() {
    check(
        &[
            ("zh", "火灾造成四人死亡。", "火灾造成五人死亡。"),
            ("zh", "火灾造成40人死亡。", "火灾造成四百人死亡。"),
            ("ja", "火事で四人が死亡した。", "火事で五人が死亡した。"),
            ("ja", "会社は三年で閉じた。", "会社は四年で閉じた。"),
        ],
        &[
            ("zh", "火灾造成40人死亡。", "火灾造成四十人死亡。"),
            ("zh", "那是二〇二四年的事。", "那是2024年的事。"),
            ("zh", "他说他是一个渔民。", "他说他是渔民。"),
            ("ja", "四十人が死亡した。", "40人が死亡した。"),
            ("ja", "火事で一人が死亡した。", "火事で1人が死亡した。"),
            ("ja", "三千五百人が来た。", "3500人が来た。"),
        ],
    );
}

#[test]
fn a_name_or_a_number_taken_back_or_added_counts() {
    check(
        &[
            ("en", "The man, who took 40 pills, left the town.", "The man left the town."),
            ("en", "The man, known as Anna Reed, left the town.", "The man left the town."),
            ("en", "The police arrested Anna Reed in the town.", "The police arrested a woman in the town."),
            ("fr", "La police a arrêté Anne Brise au port.", "La police a arrêté une femme au port."),
            (
                "de",
                "Die Polizei nahm im Hafen Anna Schilf fest.",
                "Die Polizei nahm im Hafen eine Frau fest.",
            ),
            (
                "es",
                "La policía detuvo a Ana Caña en el puerto.",
                "La policía detuvo a una mujer en el puerto.",
            ),
            ("ru", "Полиция задержала в порту Анну Камышову.", "Полиция задержала в порту женщину."),
            ("pl", "Policja zatrzymała w porcie Annę Trzcinę.", "Policja zatrzymała w porcie kobietę."),
            ("ru", "Мужчина, который выпил 40 таблеток, уехал.", "Мужчина уехал."),
            ("zh", "这名男子吃了40片药后离开。", "这名男子吃了药后离开。"),
        ],
        &[
            ("en", "The police arrested Reed, said Anna Reed.", "The police arrested her, said Anna Reed."),
            ("en", "It was said that Reed came.", "It was said that Anna Reed came."),
            ("en", "It was said that President Reed came.", "It was said that Reed came."),
            ("en", "The boats left for the United Wharves.", "The boats left for the United Wharves (UW)."),
            ("en", "The man left the town.", "The man left the town on Monday."),
            ("en", "The man left the town.", "The man left the town on 12 June."),
            ("de", "Das teilte Schilf mit, sagte Anna Schilf.", "Das teilte sie mit, sagte Anna Schilf."),
            (
                "ru",
                "Это видела Анна Камышова, говорят о Камышовой.",
                "Это видела Анна Камышова, говорят о ней.",
            ),
            ("fr", "Un homme est venu au port.", "Une seule personne est venue au port."),
        ],
    );
}

#[test]
fn a_sentence_that_is_gone_is_told_for_what_is_said_nowhere_else() {
    let kind = |language: &str, old: &str, new: &str| change(language, old, new).kind;
    for (language, kept, gone) in [
        ("en", "Walls are old.", "The mayor Anna Reed was arrested for fraud."),
        ("en", "Walls are old.", "The mayor said that 40 people had died there."),
        ("fr", "Le mur est vieux.", "Le maire a dit que 40 personnes étaient mortes."),
        ("de", "Das ist alt.", "Im Rathaus wurde Anna Schilf festgenommen."),
        ("ru", "Это старая стена.", "В порту задержали Анну Камышову."),
        ("zh", "墙很旧。", "市长说那里有40人死亡。"),
    ] {
        let both = format!("{kept} {gone}");
        assert_eq!(kind(language, &both, kept), ChangeKind::Substance, "{gone}");
        assert_eq!(kind(language, kept, &both), ChangeKind::Grew, "{gone}");
    }
    for (language, kept, gone) in [
        ("en", "Anna Reed said that 40 people came.", "The 40 people were glad, Reed said."),
        ("en", "Walls are old.", "They were all glad to be there again."),
        ("en", "Walls are old.", "Five Things Anna Reed Knows"),
        ("en", "Walls are old.", "They met again on Monday."),
        ("ru", "Это сказала Анна Камышова.", "По словам Камышовой, все были рады."),
        ("de", "Das sagte Anna Schilf im Rathaus.", "Alle waren froh, sagte Schilf."),
        ("de", "Das ist alt.", "Seit Ende Juni waren Tausende Menschen im Rathaus."),
    ] {
        let both = format!("{kept}\n\n{gone}");
        assert_eq!(kind(language, &both, kept), ChangeKind::Cosmetic, "{gone}");
    }
}

#[test]
fn who_and_how_many_may_change_places_in_a_list_only() {
    check(
        &[
            (
                "en",
                "It was over when Reed beat Holm 3-2 there.",
                "It was over when Reed beat Holm 2-3 there.",
            ),
            ("en", "They said Anna Reed hit Jo Holm.", "They said Jo Holm hit Anna Reed."),
            ("fr", "On dit que Brise a battu Marée.", "On dit que Marée a battu Brise."),
            ("de", "Es heißt, Anna Schilf schlug Jo Brandung.", "Es heißt, Jo Brandung schlug Anna Schilf."),
            ("ru", "Говорят, Камышов обыграл Волнова.", "Говорят, Волнова обыграл Камышов."),
            ("es", "El partido acabó 3-2 en el puerto.", "El partido acabó 2-3 en el puerto."),
        ],
        &[
            ("en", "They said Anna Reed and Jo Holm came.", "They said Jo Holm and Anna Reed came."),
            ("en", "They closed piers 3 and 5 there.", "They closed piers 5 and 3 there."),
            ("fr", "On dit que Brise et Marée sont venus.", "On dit que Marée et Brise sont venus."),
            ("de", "Es kamen Anna Schilf und Jo Brandung.", "Es kamen Jo Brandung und Anna Schilf."),
            ("es", "Se dice que Caña y Marea vinieron.", "Se dice que Marea y Caña vinieron."),
            ("pl", "Mówią, że Fala i Trzcina przyszli.", "Mówią, że Trzcina i Fala przyszli."),
        ],
    );
}

#[test]
fn the_first_word_of_a_sentence_is_a_name_where_the_texts_say_so() {
    check(
        &[
            ("en", "Reed came in the evening.", "Holm came in the evening."),
            ("fr", "Brisard est venu le soir.", "Maréchaud est venu le soir."),
            (
                "ru",
                "Приехали и Камышов, и Волнов. Камышов остался на ночь.",
                "Приехали и Камышов, и Волнов. Волнов остался на ночь.",
            ),
            (
                "de",
                "Es kamen Anna Schilf und Jo Brandung. Am Abend ging Schilf nach Hause.",
                "Es kamen Anna Schilf und Jo Brandung. Am Abend ging Brandung nach Hause.",
            ),
        ],
        &[
            ("en", "Police came in the evening.", "Officers came in the evening."),
            ("en", "Yesterday it rained in the evening.", "Today it rained in the evening."),
            ("en", "Nearby, it rained in the evening.", "Inland, it rained in the evening."),
            (
                "en",
                "Rain fell on the old town. The rain was cold.",
                "Hail fell on the old town. The rain was cold.",
            ),
            ("fr", "Pourtant il est venu le soir.", "Cependant il est venu le soir."),
            ("ru", "Утром приехали все.", "Вечером приехали все."),
            ("de", "Der Kapitän ging mit Seil nach Hause.", "Der Kapitän ging mit Netz nach Hause."),
        ],
    );
}

#[test]
fn a_unit_is_told_with_its_number() {
    let told = change("en", "It took 3 hours to end.", "It took 3 days to end.").numbers;
    assert_eq!((told.old, told.new), (vec!["3 hours".to_owned()], vec!["3 days".to_owned()]));
    let told = change("de", "Es kostete 5 Mio. Euro.", "Es kostete 5 Mrd. Euro.").numbers;
    assert_eq!((told.old, told.new), (vec!["5 Mio".to_owned()], vec!["5 Mrd".to_owned()]));
}
