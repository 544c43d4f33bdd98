//! What stands in the way of an article, and articles that tell of such things.

use vigie::article::{Page, Verdict, extract};

use super::in_a_page;

const LEAD: &str = "Two men were hurt when a crane of the port fell in the storm on Tuesday morning, the harbour master said.";
const REST: &str = "Three ships were towed to another quay while engineers looked at the foundations of the cranes that still stand.";

fn verdict(page: &str) -> Verdict {
    extract(&Page { bytes: page.as_bytes(), content_type: None, url: None }).verdict
}

#[track_caller]
fn check(language: &str, title: &str, body: &str, expected: Verdict) {
    let page = in_a_page(language, title, body);
    assert_eq!(verdict(&page), expected, "{title}: {body}");
}

/// Who is quoted speaks to no reader.
#[test]
fn an_article_that_quotes_what_forms_and_challenges_say_is_an_article() {
    let fine = "<p>The authority fined a travel agency that set cookies without the consent of its guests.</p>\
                <p>Cookies could be refused in five clicks, and accepted in one; personal data went to 150 partners.</p>\
                <p>“You can accept cookies in a second, and we use a minute of yours to refuse,” said a clerk.</p>";
    check("en", "A fine for cookies", fine, Verdict::Article);
    let video = "<p>The police look at a video of the fire. “We need to verify it first,” a spokesman said.</p><p>Nobody was hurt.</p>";
    check("en", "Police look at a video", video, Verdict::Article);
}

/// A subscription may be sold in the midst of an article; it ends where a wall stands.
#[test]
fn an_article_goes_on_behind_a_plug() {
    let plug = "<p>Become a subscriber for less than a coffee a week.</p>";
    let page = in_a_page(
        "en",
        "Two hurt",
        &format!(
            "<p>{LEAD}</p><p>{REST}</p>{plug}<p>The work will begin in March.</p><p>“We shall see,” said the harbour master.</p>"
        ),
    );
    let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
    let text = found.text.expect("a text");
    assert!(text.ends_with("harbour master.") && !text.contains("coffee"), "{text}");
    assert_eq!(found.verdict, Verdict::Article);
    let wall =
        in_a_page("en", "Two hurt", &format!("<p>{LEAD}</p>{plug}<p>Already a subscriber? Log in.</p>"));
    assert_eq!(verdict(&wall), Verdict::Teaser);
}

#[test]
fn an_article_on_walls_and_forms_is_an_article() {
    let long = format!("<p>{LEAD}</p><p>{REST}</p>").repeat(4);
    check("en", "Captcha is dead: what comes after it", &long, Verdict::Article);
    check("en", "Error 404: the artist who collects lost pages", &long, Verdict::Article);
    check("en", "Are you a robot? The end of a question", &long, Verdict::Article);
    for (language, title, words) in [
        (
            "en",
            "Ministry under attack",
            "The ministry's site was temporarily unavailable after what it called unusual activity from abroad, a clerk said.",
        ),
        (
            "en",
            "Queue at the airport",
            "A queue at a security check of the airport of Brenna was so long on Tuesday that six flights left without anybody.",
        ),
        (
            "en",
            "Reporters turned away",
            "Reporters were stopped at the gate of the port on Tuesday: access denied, said the guard, and shut the door.",
        ),
        (
            "es",
            "Dos heridos",
            "Dos hombres resultaron heridos cuando cayó una grúa en un momento en que soplaba un viento muy fuerte en el puerto.",
        ),
        (
            "fr",
            "Deux blessés",
            "Deux hommes ont été blessés quand une grue est tombée, en un instant, sur le quai du port, selon le capitaine.",
        ),
        (
            "it",
            "Due feriti",
            "Due uomini sono rimasti feriti quando una gru è caduta in un momento di vento molto forte nel porto.",
        ),
    ] {
        check(language, title, &format!("<p>{words}</p>"), Verdict::Article);
    }
    let law = "<p>The Commission wants to end cookie banners. Consent to cookies would be given once, in the browser. Privacy settings \
               would hold for all vendors.</p><p>Cookies are small files. The privacy policy of a site would still name its partners.</p>";
    check("en", "Commission wants to end cookie banners", law, Verdict::Article);
}

#[test]
fn walls_are_known_in_many_languages() {
    for (title, body) in [
        (
            "Just a moment...",
            "<p>brenna.example needs to review the security of your connection before proceeding. This may take a while.</p>",
        ),
        (
            "Access Denied | Brenna",
            "<p>Reference 18.5c4d1202.1765000000.2f3a9b1, which the people who look after this site may ask you for.</p>",
        ),
        ("403 Forbidden", "<p>nginx</p>"),
        (
            "brenna.example",
            "<p>Our systems have detected unusual traffic from your computer network. Wait a while, and then try again.</p>",
        ),
        (
            "安全验证",
            "<p>您的访问出现异常,请完成下方验证后继续访问。为了保证您的账号安全,请拖动滑块完成拼图。如有疑问请联系客服。</p>",
        ),
        (
            "Are you over 18?",
            "<p>Some of what this site shows is for adults. By entering you confirm that you are old enough to look at it.</p>",
        ),
        (
            "Hafenblatt",
            "<h1>Hoppla!</h1><p>Die von Ihnen gesuchte Seite gibt es leider nicht mehr, oder sie wurde verschoben. Hier geht es zurück.</p>",
        ),
        (
            "Le Port",
            "<p>Désolé, la page que vous cherchez n'existe plus ou a changé d'adresse. Revenez à l'accueil pour la retrouver.</p>",
        ),
    ] {
        let page = format!("<html><head><title>{title}</title></head><body>{body}</body></html>");
        assert_eq!(verdict(&page), Verdict::Barrier, "{page}");
    }
}

#[test]
fn consent_forms_are_known_in_many_languages() {
    for (language, title, words) in [
        (
            "hu",
            "Fontos nekünk az adatainak védelme",
            "Mi és a partnereink sütiket tárolunk az Ön eszközén, és személyes adatokat kezelünk személyre szabott \
          hirdetésekhez. Az Ön engedélyével a partnereink helyadatokat is felhasználhatnak.",
        ),
        (
            "th",
            "เราใช้คุกกี้",
            "เว็บไซต์นี้ใช้คุกกี้เพื่อให้คุณอ่านได้สะดวก โปรดอ่านนโยบายความเป็นส่วนตัวและนโยบายคุกกี้ของเรา หากใช้งานต่อไปถือว่าคุณยอมรับคุกกี้ของเรา",
        ),
        (
            "ar",
            "خصوصيتك تهمنا",
            "نحن وشركاؤنا نستخدم ملفات تعريف الارتباط لقراءة ما على جهازك ومعالجة البيانات الشخصية. يمكنك سحب موافقتك متى شئت، كما تقول \
          سياسة الخصوصية.",
        ),
        (
            "ja",
            "プライバシー設定",
            "当サイトはクッキーを使います。プライバシーポリシーに同意し、クッキーの使用を許可してください。お客様の個人データはパートナーも扱います。",
        ),
        (
            "fr",
            "Votre vie privée",
            "Nos partenaires et nous utilisons des cookies et des traceurs. Vous pouvez retirer votre consentement, comme le dit notre \
          politique de confidentialité, et refuser les cookies.",
        ),
    ] {
        let page = format!(
            "<html lang={language}><head><title>{title}</title></head><body><h1>{title}</h1><p>{words}</p></body></html>"
        );
        assert_eq!(verdict(&page), Verdict::Consent, "{page}");
    }
}

#[test]
fn an_offer_behind_a_paywall_is_no_part_of_the_text() {
    for (language, wall) in [
        ("de", "<h3>Weiterlesen mit Hafen+</h3><p>Jetzt vier Wochen testen.</p>"),
        (
            "en",
            "<h3>Subscribe to read the full story</h3><p>Cancel anytime. $1 a week.</p><p>Already have an account? Log in.</p>",
        ),
        ("en", "<p>This post is for paid subscribers</p><a href=/s>Subscribe</a>"),
        (
            "en",
            "<h2>Continue reading your article with a Gazette subscription</h2><button>Subscribe now</button>",
        ),
        ("uk", "<p>Цей матеріал доступний лише передплатникам.</p><p>Оформіть її за хвилину.</p>"),
        ("ro", "<p>Acest articol este disponibil doar abonaților.</p>"),
        ("fi", "<p>Tämä artikkeli on tilaajille. Tilaa ja lue heti.</p>"),
        ("it", "<p>Sei già abbonato? Accedi.</p><p>Attiva l'offerta e leggi tutto.</p>"),
        ("fr", "<h3>La suite est réservée aux abonnés</h3><p>Abonnez-vous pour 1 € par mois.</p>"),
    ] {
        let page =
            in_a_page(language, "Crane falls", &format!("<p>{LEAD}</p><p>{REST}</p><div>{wall}</div>"));
        let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
        assert_eq!(found.verdict, Verdict::Teaser, "{wall}");
        assert_eq!(found.text, Some([LEAD, REST].join("\n\n")), "{wall}");
    }
}

#[test]
fn a_last_sentence_that_speaks_of_members_is_no_paywall() {
    for last in [
        "Norway is not, but Iceland is already a member.",
        "He wants them to read the full article of the treaty.",
    ] {
        let page = in_a_page("en", "Crane falls", &format!("<p>{LEAD}</p><p>{REST}</p><p>{last}</p>"));
        let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
        assert_eq!((found.verdict, found.text), (Verdict::Article, Some([LEAD, REST, last].join("\n\n"))));
    }
}

/// Forms speak to their reader in nearly every sentence, and walls know nothing of the article.
#[test]
fn an_article_on_consent_or_an_age_that_addresses_its_reader_once_is_an_article() {
    for (language, title, body) in [
        (
            "de",
            "Hafenamt sammelt Daten der Gäste",
            "<p>Das Hafenamt von Brenna verwendet personenbezogene Daten der Gäste, ohne eine Einwilligung zu haben.</p>\
             <p>Das verstößt gegen den Datenschutz, sagt die Behörde. Widerspruch ist möglich; Sie können ein Formular absenden. \
             Wer nicht zustimmt, muss bis Mai handeln.</p><p>Der Datenschutz war dem Amt bisher fremd.</p>",
        ),
        (
            "en",
            "Ferry line fined over cookies",
            "<p>The ferry line must pay nine million because it set cookies without consent.</p><p>It passed personal data on to our \
             partners in the trade, as a document calls them.</p><p>Nobody had agreed to cookies. The privacy policy had forty \
             pages.</p><p>The line said that it would appeal. You can ask for the data until June.</p>",
        ),
        (
            "en",
            "Harbour town bans fireworks for children",
            "<p>The harbour town has banned fireworks for children from Monday.</p><p>To buy them, you must be 18 or older and show \
             a passport. Shops that break the rule face a fine.</p>",
        ),
    ] {
        check(language, title, body, Verdict::Article);
    }
    let gate = "<p>To look at this site, you must be 18 or older. Please turn back if you are not, or ask a grown-up.</p>";
    check("en", "Fireworks of the harbour town", gate, Verdict::Barrier);
}

#[test]
fn walls_are_known_in_small_languages() {
    for (language, wall) in [
        ("sk", "Zostáva vám 85% na dočítanie."),
        ("sk", "Predplaťte si a čítajte ďalej"),
        ("sk", "Tento článok si môžete prečítať, ak si ho predplatíte."),
        ("sk", "Článok je dostupný len pre predplatiteľov."),
        ("hr", "Ostatak članka dostupan je samo pretplatnicima."),
        ("hr", "Pretplatite se i čitajte bez ograničenja"),
        ("hr", "Nastavite čitati uz pretplatu"),
        ("sl", "Celoten članek je na voljo le naročnikom."),
        ("sl", "Za branje celotnega članka se prijavite ali sklenite naročnino."),
        ("sl", "Vsebina je dostopna samo naročnikom."),
        ("lv", "Raksta turpinājums pieejams tikai abonentiem."),
        ("lv", "Lai turpinātu lasīt, iegādājies abonementu!"),
        ("lv", "Šis saturs ir pieejams tikai abonentiem"),
        ("ca", "Aquest article és només per a subscriptors"),
        ("hi", "यह लेख केवल सदस्यों के लिए है"),
        ("is", "Þessi grein er aðeins fyrir áskrifendur"),
    ] {
        let page = in_a_page(
            language,
            "Crane falls",
            &format!("<p>{LEAD}</p><p>{REST}</p><div><p>{wall}</p></div>"),
        );
        assert_eq!(verdict(&page), Verdict::Teaser, "{language}: {wall}");
    }
}

#[test]
fn a_wall_in_one_sentence_makes_a_teaser_and_goes() {
    for (language, wall) in [
        ("pt", "Conteúdo exclusivo para assinantes."),
        ("da", "Artiklen er for abonnenter."),
        ("hu", "A cikk folytatása előfizetőinknek érhető el."),
        ("en", "This content is reserved for subscribers."),
        ("en", "This article is available to subscribers only."),
        ("en", "Subscribe now to keep reading."),
        ("en", "Sign up to read the rest of this story."),
        ("en", "Register for free to read the full story."),
        ("en", "Sign in to your account to continue reading."),
        ("de", "Jetzt abonnieren und weiterlesen."),
        ("de", "Sie möchten den Artikel lesen? Jetzt abonnieren."),
        ("fr", "Abonnez-vous pour lire la suite."),
        ("es", "Suscríbete para seguir leyendo."),
        ("it", "Abbonati per continuare a leggere."),
        ("sv", "Artikeln är låst. Logga in eller bli prenumerant."),
        ("nb", "Denne saken er forbeholdt våre abonnenter."),
    ] {
        let page = in_a_page(language, "Crane falls", &format!("<p>{LEAD}</p><p>{wall}</p>"));
        let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
        assert_eq!((found.verdict, found.text.as_deref()), (Verdict::Teaser, Some(LEAD)), "{wall}");
    }
}

#[test]
fn a_last_sentence_on_subscribers_is_the_articles_own() {
    for (language, last) in [
        ("da", "Prisen stiger for abonnenter."),
        ("nl", "De prijs van de veerboot daalt voor abonnees."),
        ("en", "He told the islanders to register at the town hall to read the full report."),
        (
            "en",
            "The story was told to subscribers only, and he had it printed, said the clerk who keeps the books of the paper.",
        ),
    ] {
        let page = in_a_page(language, "Crane falls", &format!("<p>{LEAD}</p><p>{REST}</p><p>{last}</p>"));
        let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
        assert_eq!((found.verdict, found.text), (Verdict::Article, Some([LEAD, REST, last].join("\n\n"))));
    }
    let letter = "<p>Sign up for our newsletter to read more stories like this.</p>";
    check("en", "Crane falls", &format!("<p>{LEAD}</p><p>{REST}</p>{letter}"), Verdict::Article);
}

#[test]
fn a_page_that_is_all_wall_or_form_is_no_article() {
    let region = "<p>We are sorry, this content is not available in your region. We recognise you are attempting to access this site from \
                  the other side of the sea.</p>";
    check("en", "Not available here", region, Verdict::Barrier);
    let account = "<p>Sign in to your account to continue reading this article. Do not have an account? Make one for free and read all \
                   articles.</p>";
    check("en", "Sign in", account, Verdict::Barrier);
    // Most of it is notices; what is left speaks of cookies, too.
    let form = "<p>Noi e i nostri partner utilizziamo cookie e tecnologie simili per trattare dati personali. Puoi accettare o rifiutare \
                i cookie e revocare il consenso in ogni momento.</p><p>Accetta i cookie per continuare la lettura, oppure abbonati. Puoi \
                cambiare le tue scelte nella cookie policy.</p>";
    check("it", "Prima di continuare", form, Verdict::Consent);
}
