//! The embedded packs.

use std::collections::BTreeSet;
use std::path::Path;

use vigie::config::{load_topics, pack_concepts};
use vigie::topic::{TopicDefinition, TopicIndex, name_packs, packs};

use super::{article, topic};

#[test]
fn every_pack_of_the_folder_is_embedded() {
    let mut names: Vec<String> = std::fs::read_dir("seeds/topics")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let embedded: Vec<&str> = packs().iter().map(|pack| pack.name).collect();
    assert_eq!(embedded, names);
}

#[test]
fn each_pack_is_whole_by_itself() {
    for pack in packs() {
        let path = Path::new("seeds/topics").join(format!("{}.toml", pack.name));
        let read = load_topics(&[path]).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let own: Vec<&str> = read.concepts.keys().map(vigie::model::Name::as_str).collect();
        assert_eq!(own, [pack.name]);
    }
}

#[test]
fn every_pack_can_stand_near_something_and_be_counted() {
    let concepts = pack_concepts(&packs().iter().map(|pack| pack.name).collect());
    let topics: Vec<TopicDefinition> = packs()
        .iter()
        .map(|pack| {
            topic(pack.name, &format!("concept:{0} NEAR/5 kyiv OR ATLEAST/2(concept:{0})", pack.name))
        })
        .collect();
    TopicIndex::compile(&topics, &concepts).unwrap_or_else(|errors| panic!("{errors:?}"));
}

/// Language, a headline, and the countries that it names.
#[rustfmt::skip]
const OF_COUNTRIES: &[(&str, &str, &str)] = &[
    ("en", "The government of Chad and the army of Sudan said on Monday that they would talk", "td sd"),
    ("en", "Chad Smith scored twice and Michael Jordan watched from the stands with his family", ""),
    ("en", "Thanksgiving: how to roast a Turkey with gravy and stuffing for the whole family", ""),
    ("en", "Turkey and Greece agree to talk about the islands, the ministers said after the meeting", "tr gr"),
    ("en", "Voters in Georgia will decide who wins the Senate seat, Atlanta officials said", ""),
    ("en", "Protesters in Georgia's capital Tbilisi say they want the Russian law to be dropped", "ge"),
    ("en", "South Sudan's president has dismissed the army chief, officials said in the capital", "ss"),
    ("en", "The U.S. and the United Kingdom will send ships to the Gulf of Guinea this month", "us gb"),
    ("en", "The Democratic Republic of the Congo asked the council for more time to decide", "cd"),
    ("en", "Congo-Brazzaville and Equatorial Guinea will hold votes in the spring, they said", "cg gq"),
    ("en", "New Mexico's governor said the fires were the worst that she had ever seen", ""),
    ("fr", "Le président français se rendra en Chine et au Japon avant la fin de l'année", "cn jp"),
    ("fr", "La réunion de la commission a été reportée à la semaine prochaine, selon le maire", ""),
    ("fr", "Une grenade a été trouvée dans le jardin de la maison, ont dit les policiers", ""),
    ("fr", "L'armée de la Côte d'Ivoire et celle du Niger surveillent les frontières du Mali", "ci ne ml"),
    ("fr", "La Suisse et l'Argentine signent un accord sur les vins, ont annoncé les ministres lundi", "ch ar"),
    ("fr", "Le couteau suisse a cent ans et la selle argentine se vend bien près du Crédit Suisse", ""),
    ("de", "Die Regierung von Niger und die Armee Nigerias wollen die Grenze besser schützen", "ne ng"),
    ("es", "La navaja suiza y las enfermeras filipinas triunfan en la feria de este fin de semana", ""),
    ("it", "La squadra svizzera e la cantante argentina arrivano domani alla festa del paese", ""),
    ("it", "Svizzera e Argentina firmano un accordo sul vino, dicono i ministri delle Filippine", "ch ar ph"),
    ("pt", "A faca suíça e a carne argentina são as mais vendidas da loja do bairro, diz o dono", ""),
    ("pt", "Suíça e Filipinas assinam um acordo de pesca que o governo apresenta na segunda-feira", "ch ph"),
    ("de", "Der Außenminister der Vereinigten Staaten reist nach Großbritannien und in die Türkei", "us gb tr"),
    ("es", "El presidente de Perú viajará a Estados Unidos para firmar el acuerdo con México", "pe us mx"),
    ("es", "La reunión en Granada con el alcalde se celebrará el lunes por la mañana", ""),
    ("it", "I mali della sanità: ecco che cosa dicono i medici di tutta la regione", ""),
    ("it", "Il governo degli Stati Uniti e quello della Cina tornano a parlare di dazi", "us cn"),
    ("it", "A Monaco di Baviera si apre la conferenza sulla sicurezza con i ministri", ""),
    ("pt", "O presidente do Peru disse que o Irã e a França vão conversar sobre o acordo", "pe ir fr"),
    ("pt", "A sessão foi franca e o peru assado foi servido a todos os convidados do jantar", ""),
    ("nl", "De regering van Turkije wil met de Verenigde Staten praten over de grens met Syrië", "tr us sy"),
    ("pl", "Czad w mieszkaniu: rodzina trafiła do szpitala po tym, jak zawiodła wentylacja", ""),
    ("pl", "Dania wigilijne, które można przygotować wcześniej, jak radzą kucharze i dietetycy", "dk"),
    ("pl", "Rząd Niemiec i prezydent Francji rozmawiali o pomocy dla Ukrainy i Mołdawii", "de fr ua md"),
    ("pl", "Na Węgrzech i we Włoszech odbędą się wybory, a w Stanach Zjednoczonych debata", "hu it us"),
    ("pl", "Wojsko w Korei Południowej ćwiczy razem z armią Japonii i Australii na morzu", "kr jp au"),
    ("cs", "Ministři Německa a Spojených států jednali v Rakousku o pomoci pro Ukrajinu", "de us at ua"),
    ("cs", "Německá vláda i česká armáda chtějí nakoupit další vozidla, řekl ministr", ""),
    ("cs", "Kuba Novák a jeho mali přátelé jeli na výlet do hor, kde je čekal sníh", ""),
    ("sk", "Ruské lode prešli okolo Poľska, povedal minister obrany Nemecka v Bratislave", "pl de"),
    ("sk", "Mali sme dosť času, povedal tréner po zápase, ktorý sa skončil remízou", ""),
    ("uk", "Того ж дня у Франції заявили, що Німеччина та Польща готові допомогти Україні", "fr de pl ua"),
    ("uk", "Президент Єгипту прибув до Туреччини, де зустрівся з делегацією Сполучених Штатів", "eg tr us"),
    ("ru", "Того же дня власти Чехии сообщили, что Россия и Сирия продолжат переговоры", "cz ru sy"),
    ("ru", "Президент Того заявил, что правительство Мали и власти Нигера договорились", "tg ml ne"),
    ("ru", "Папа Франциск и Даниил Германов встретились в городе перед началом концерта", ""),
    ("ru", "В Южной Корее и Соединённых Штатах прошли учения, сообщили власти Великобритании", "kr us gb"),
    ("sv", "Frankrikes president och Tysklands regering vill att Turkiet godkänner avtalet", "fr de tr"),
    ("sv", "Barnen sprang ut på Pölen och hoppade i vattnet hela dagen, säger läraren", ""),
    ("da", "Regeringen i Danmark og Tysklands forsvarsminister vil tale med Storbritannien", "dk de gb"),
    ("nb", "Regjeringen i Norge og Frankrikes president vil snakke med Storbritannia og USA", "no fr gb us"),
    ("fi", "Suomen hallitus ja Ruotsin presidentti keskustelivat Venäjän ja Yhdysvaltain kanssa", "fi se ru us"),
    ("fi", "Turkin presidentti matkusti Saksaan ja Ranskaan, kertoi Puolan hallitus", "tr de fr pl"),
    ("fi", "Hän teki oman päätöksensä ja osti turkin, mutta peruttu matka harmittaa yhä", ""),
    ("ro", "Președintele Franței și guvernul Germaniei discută cu Statele Unite despre Ucraina", "fr de us ua"),
    ("ro", "Georgia Popescu a câștigat concursul de la Atlanta, au anunțat organizatorii", ""),
    ("hu", "A kormány szerint Magyarország és Törökország az Egyesült Államokkal is tárgyal", "hu tr us"),
    ("hu", "A járőr iránt érdeklődtek, és rossz irányba mentek az utcán a gyerekek", ""),
    ("hu", "Iránban és Kínában is tüntetések voltak, közölte a német külügyminiszter", "ir cn"),
    ("tr", "Türkiye'nin Fransa ile görüşmesi ABD'de yapılacak, bakan Çin'e gidecek", "tr fr us cn"),
    ("tr", "Mali işler müdürü ırak bir köyde mısır hasadının başladığını söyledi ve cin gibi", ""),
    ("el", "Η κυβέρνηση της Γαλλίας και η Τουρκία συζητούν με τις Ηνωμένες Πολιτείες", "fr tr us"),
    ("el", "Η γεωργία και ο λαός της περιοχής χρειάζονται νερό, λέει ο δήμαρχος", ""),
    ("bg", "Президентът на Франция ще посети България и Турция, съобщи правителството на САЩ", "fr bg tr us"),
    ("bg", "От малка къща и от всичко за това, което мали деца правят всеки ден", ""),
    ("ar", "أعلنت وزارة الخارجية في إيران أن وزير الخارجية سيزور العراق وتركيا والولايات المتحدة", "ir iq tr us"),
    ("ar", "أعلن الوزير أن العجز المالي بلغ مستوى مالي كبير وأن الحكومة ستراجع الأمر", ""),
    ("ar", "قالت وزارة الدفاع في بيلاروسيا إن القوات ستشارك في التدريبات", "by"),
    ("he", "שר החוץ של צרפת ביקר בישראל ובמצרים והודיע כי ארה\"ב תומכת בהסכם", "fr il eg us"),
    ("he", "המכוניות נסעו לכיוון הבנין, ואחרי הקניה חזרו הביתה עם כל המשפחה", ""),
    ("fa", "وزیر خارجه ایران گفت که با ترکیه و روسیه درباره سوریه گفتگو کرده است", "ir tr ru sy"),
    ("fa", "بحران مالی شرکت باعث شد که چک های آن برگشت بخورد و کارگران اعتراض کنند", ""),
    ("hi", "भारत और पाकिस्तान के बीच वार्ता अमेरिका में होगी, चीन ने कहा है कि वह तैयार है", "in pk us cn"),
    ("id", "Pemerintah Jepang dan Turki akan bertemu dengan Amerika Serikat di Indonesia", "jp tr us id"),
    ("vi", "Tổng thống Pháp sẽ thăm Trung Quốc và Nhật Bản vào tháng tới, theo Hàn Quốc", "fr cn jp kr"),
    ("vi", "Anh Đức và chị Nga đã đến cơ quan pháp luật để trình bày về vụ việc này", ""),
    ("zh", "上海地铁将于明年开通新线路,市政府昨日本报采访时表示", ""),
    ("zh", "印度尼西亚总统将访问日本和法国,讨论南苏丹的局势", "id jp fr ss"),
    ("zh", "马里兰州州长表示,马里奥和理查德将出席会议", ""),
    ("zh", "美國總統將訪問德國與印度,討論烏克蘭的局勢", "us de in ua"),
    ("ja", "アメリカの大統領はフランスとドイツを訪問し、ウクライナ情勢を協議する", "us fr de ua"),
    ("ja", "マリアさんとリチャードさんはタイトルを獲得し、ソマリアの選手と並んだ", "so"),
    ("ja", "マリの軍事政権はタイとインドの企業と契約を結んだと発表した", "ml th in"),
    ("ja", "インドネシアのボリビア大使館は、赤道ギニアとの会談を発表した", "id bo gq"),
    ("ko", "프랑스와 독일 정부가 우크라이나에 무기를 보내기로 했다고 미국이 밝혔다", "fr de ua us"),
    ("ko", "이러한 수단을 통해 인도를 걷던 시민에게 오만한 태도를 보였다고 말했다", ""),
    ("ko", "북한이 한국과 일본을 향해 미사일을 발사했다고 밝혔다", "kp kr jp"),
];

/// Language, a headline, and the organisations that it names.
#[rustfmt::skip]
const OF_ORGANISATIONS: &[(&str, &str, &str)] = &[
    ("en", "The United Nations and the African Union asked the World Bank for money to rebuild the city", "un african-union world-bank"),
    ("en", "The UN Security Council will vote on the resolution after the IAEA report is published", "un security-council iaea"),
    ("en", "Who will win the title this weekend, and why the ECB cricket board is worried about it", ""),
    ("fr", "L'OMS et l'Union européenne appellent à la prudence, tandis que le FMI revoit ses chiffres", "who eu imf"),
    ("fr", "La Cour pénale internationale a ouvert une enquête, selon l'ONU et la Croix-Rouge", "icc un red-cross"),
    ("de", "Die Weltgesundheitsorganisation und die Vereinten Nationen warnen vor einer neuen Welle", "who un"),
    ("de", "Der Internationale Strafgerichtshof und die OSZE haben Beobachter in das Land geschickt", "icc osce"),
    ("es", "La Corte Penal Internacional y la Liga Árabe se pronunciaron sobre el caso este lunes", "icc arab-league"),
    ("it", "Per la Bce i tassi restano fermi, mentre l'Onu e la Nato chiedono una tregua", "ecb un nato"),
    ("it", "È nato a Roma il primo bambino dell'anno, la famiglia ringrazia i medici", ""),
    ("pl", "Rada Bezpieczeństwa ONZ zbierze się w środę, a NATO i Unia Europejska czekają na wynik", "un security-council nato eu"),
    ("pl", "Trybunał w Hadze: Międzynarodowy Trybunał Karny wydał nakaz aresztowania, podała agencja", "icc"),
    ("cs", "Světová banka a Mezinárodní měnový fond varovaly Evropskou unii před recesí", "world-bank imf eu"),
    ("uk", "В ООН і МАГАТЕ заявили, що Європейський Союз та НАТО мають діяти разом", "un iaea eu nato"),
    ("ru", "Всемирный банк и МВФ снизили прогноз, а ОПЕК увеличит добычу нефти в июле", "world-bank imf opec"),
    ("ru", "В Евросоюзе и НАТО обсудили доклад ООН и решение Международного уголовного суда", "eu nato un icc"),
    ("tr", "Dünya Sağlık Örgütü ve Avrupa Birliği ortak bir açıklama yaptı, BM de destek verdi", "who eu un"),
    ("ar", "قالت منظمة الصحة العالمية والأمم المتحدة إن الوضع يزداد سوءا في جميع المناطق", "who un"),
    ("fi", "Euroopan unioni ja Nato keskustelivat asiasta, kertoi YK:n pääsihteeri keskiviikkona", "eu nato un"),
    ("sv", "FN och EU vill att Världsbanken ska hjälpa till, säger statsministern efter mötet", "un eu world-bank"),
    ("hu", "Az ENSZ és az Európai Unió is elítélte a támadást, közölte a Nemzetközi Valutaalap", "un eu imf"),
    ("ja", "国連安保理は緊急会合を開き、国際原子力機関の報告について協議することを決めたと発表した。会合は非公開で行われ、欧州連合の代表も出席する見通しだという", "un security-council iaea eu"),
    ("zh", "联合国安理会将举行会议,讨论世界卫生组织和国际货币基金组织的报告,会议由轮值主席主持,北约和欧盟的代表也将列席会议并发表讲话", "un security-council who imf nato eu"),
];

/// Every concept of names as a topic of its own, in a NEAR, where people will put it.
fn names() -> TopicIndex {
    let named: BTreeSet<&str> = name_packs().map(|pack| pack.name).collect();
    let topics: Vec<TopicDefinition> = named
        .iter()
        .map(|name| topic(name, &format!("concept:{name} OR concept:{name} NEAR/3 zzz")))
        .collect();
    TopicIndex::compile(&topics, &pack_concepts(&named)).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn names_are_told_in_many_languages_and_from_what_sounds_like_them() {
    let index = names();
    for (kind, headlines) in [("country-", OF_COUNTRIES), ("org-", OF_ORGANISATIONS)] {
        for (language, headline, expected) in headlines {
            let found = index.matches(&article(language, headline, ""));
            let found: BTreeSet<&str> =
                found.matches.iter().filter_map(|hit| hit.topic.as_str().strip_prefix(kind)).collect();
            let expected: BTreeSet<&str> = expected.split_whitespace().collect();
            assert_eq!(found, expected, "{language}: {headline}");
        }
    }
}

#[test]
fn names_are_read_from_their_files_whole() {
    let mut written = BTreeSet::new();
    for name in ["countries", "organisations"] {
        let file = std::fs::read_to_string(format!("seeds/names/{name}.toml")).expect("a file");
        let file: toml::Table = file.parse().expect("TOML");
        written.extend(file["concepts"].as_table().expect("concepts").keys().cloned());
    }
    let embedded: BTreeSet<String> = name_packs().map(|pack| pack.name.to_owned()).collect();
    assert_eq!(embedded, written);
    for (name, concept) in pack_concepts(&written.iter().map(String::as_str).collect()) {
        let languages = concept.by_language.len();
        assert!(languages >= 30 || name.as_str().starts_with("org-"), "{name} has {languages} languages");
    }
}
