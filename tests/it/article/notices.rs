//! Sentences that begin or go on as notices do, and notices in many languages: the first are kept, the others left out.

use super::{in_a_page, text_of};

const BEFORE: &str = "The ferry of Langholm will not sail before the spring, because its engine was taken out and sent to the yard.";
const AFTER: &str = "The islanders have written to the county, which answers that it has neither another ship nor the money for one.";

fn between(line: &str) -> String {
    let body = format!("<p>{BEFORE}</p><p>{AFTER}</p>{line}<p>{BEFORE}</p><p>{AFTER}</p>");
    text_of(&in_a_page("en", "No ferry until spring", &body))
}

#[test]
fn a_sentence_is_kept_though_a_notice_may_begin_or_go_on_so() {
    for sentence in [
        "The islanders want to become a member of the ferry company before it is sold.",
        "Tenants have until Monday to register to vote on the new quay.",
        "The bishop said that he did not subscribe to the plan of the company.",
        "Forty people were asked to sign up for the rescue boat.",
        "The thief uses cookies that he took from the clerk's own machine.",
        "Nobody was told not to click here to pay, a clerk of the bank said.",
        "Also on Sunday, two boats went aground.",
        "More from the north: the ice is breaking.",
        "Trending upwards, the price of oil hit 90.",
        "Join us on the quay, she told the islanders through a loudhailer",
        "First published in 1848, the almanac is still read on every island.",
        "Share prices fell by a tenth.",
        "Comment was refused.",
        "Stand trial he will, on 14 March.",
        "Posted to Skarholm in 2013, he became a pilot.",
        "Copyright law is to be changed, the minister told the islanders.",
        "(c) The third article of the treaty forbids nets.",
        "Topics: the quay, the mill, and bread were talked of for 9 hours.",
        "Del av bron rasade.",
        "Hintergrund: Die Fähre ist alt.",
        "Kommentare gab es keine.",
        "공유를 거부했다.",
        "関連記事は削除されたという。",
        "Keep reading the treaty, he told them.",
        "The protests follow a photograph on Facebook that showed the empty quay.",
        "«Hemos visto el barco», escribió la alcaldesa en su canal de Telegram.",
        "Il sindaco ha pubblicato le fotografie sul suo canale WhatsApp.",
        "Le maire a montré la vidéo sur sa chaîne YouTube dans la nuit.",
        "The islanders heard of it on the county's WhatsApp channel.",
        "Der Kapitän sagte, er habe keine Verbindung zu der Reederei.",
        "The drawings were published under Creative Commons in the autumn.",
        "Brokers receive a commission on each ticket that they sell.",
        "Netflix verhoogt de prijs voor abonnees op het eiland.",
        "Сервис подготовил скидку для подписчиков.",
        "The pictures of the empty quay were sold to the agency Getty Images.",
        "The drawings of the engine are free under a Creative Commons licence, the museum said.",
        "To help, register for the next boat at the town hall by noon, the mayor said.",
        "Thieves tell the islanders: click here to pay the fee, the police warned on Friday.",
        "Subscribe to the loan of the county, the clerk urged the islanders.",
        "All rights reserved for the county were given to the islanders.",
        "See also the report of the auditors, the judge said.",
        "“We use cookies only to count visits,” the ministry said when it was asked.",
        "“All rights reserved is what they stamp on everything, even on the quay,” said the pilot.",
    ] {
        let text = between(&format!("<p>{sentence}</p>"));
        assert!(text.contains(sentence), "{sentence:?} is lost:\n{text}");
    }
}

#[test]
fn headings_and_items_are_no_buttons_because_of_their_first_word() {
    for item in [
        "<ul><li>Share prices fell by a tenth</li><li>Two ships were sold</li></ul>",
        "<h2>Comments by the minister</h2>",
        "<h3>Print runs fall again</h3>",
        "<h2>Del 2: Stormen</h2>",
        "<h2>Partager le fardeau</h2>",
        "<h2>Print is dead</h2>",
    ] {
        let text = between(item);
        let said = item
            .split('>')
            .find_map(|part| part.split_once('<').filter(|(said, _)| said.contains(' ')))
            .expect("words")
            .0;
        assert!(text.contains(said), "{said:?} is lost:\n{text}");
    }
}

#[test]
fn what_a_newsroom_offers_is_left_out_in_every_language() {
    for offer in [
        "Schrijf je in voor onze nieuwsbrief.",
        "Få de viktigaste nyheterna varje morgon. Anmäl dig till vårt nyhetsbrev.",
        "Самое важное за день — в нашей рассылке. Подпишитесь на наш Telegram-канал.",
        "Підписуйтесь на наш Telegram-канал, щоб не пропустити головного.",
        "Γραφτείτε στο newsletter μας και λάβετε κάθε πρωί τις ειδήσεις.",
        "اشترك في نشرتنا البريدية لتصلك أهم الأخبار.",
        "הירשמו לניוזלטר שלנו וקבלו את הכתבות בכל בוקר.",
        "Abonnieren Sie unseren kostenlosen Newsletter.",
        "Receba as notícias no seu e-mail. Subscreva a nossa newsletter.",
    ] {
        let text = between(&format!("<p>{offer}</p>"));
        assert!(!text.contains(offer), "{offer:?} is kept");
    }
}

#[test]
fn what_points_elsewhere_is_as_long_in_any_script() {
    for pointer in [
        "Читайте также: Паром не выйдет в море до конца весны",
        "Διαβάστε: Το πλοίο δεν θα ταξιδέψει πριν την άνοιξη",
        "ये भी पढ़ें: नाव वसंत से पहले नहीं चलेगी",
        "อ่านเพิ่มเติม: เรือจะไม่แล่นก่อนฤดูใบไม้ผลิ",
    ] {
        assert!(!between(&format!("<p><strong>{pointer}</strong></p>")).contains(pointer), "{pointer}");
    }
    let linked = "Власти острова объяснили, почему паром не выйдет в море до конца весны, и назвали верфь, которая чинит его двигатель";
    assert!(!between(&format!("<p><a href='/n/7'>{linked}</a></p>")).contains(linked));
}

#[test]
fn what_tells_the_reader_to_do_something_is_left_out() {
    for notice in [
        "<p>Sign up for the harbour letter.</p>",
        "<p>Do you like to read of ships? Please register here.</p>",
        "<p>You can also subscribe to our podcast on ships.</p>",
        "<p>Follow The Gazette on WhatsApp for the latest.</p>",
        "<p>Join us on Telegram for more.</p>",
        "<p>If you know more, click here to write to us.</p>",
        "<p>First published in The Gazette</p>",
        "<p>Copyright 2026 The Tidewater Gazette</p>",
        "<p>Reporting by Maren Auk in Skarholm; editing by Ottilie Crane.</p>",
        "<p>Published: 12.3.2026, 14:05.</p>",
        "<p>No comments yet.</p>",
        "<div>Article continues after advertisement</div>",
        "<div>Gift this article</div>",
        "<p>Get the day's tides delivered to your inbox every morning.</p>",
        "<p>Mit unserem Hafen-Newsletter starten Sie bestens informiert in den Tag.</p>",
        "<p>Recevez chaque matin les marées dans votre boîte mail.</p>",
        "<p>Zapisz się do naszego newslettera i bądź na bieżąco.</p>",
        "<p>Segui La Marea anche su Google News!</p>",
        "<p>An dieser Stelle finden Sie Inhalte von Drittanbietern. Bitte aktivieren Sie die Anzeige.</p>",
    ] {
        let text = between(notice);
        assert_eq!(text, [BEFORE, AFTER, BEFORE, AFTER].join("\n\n"), "beside {notice}");
    }
}

#[test]
fn pointers_to_other_articles_are_known_in_many_languages() {
    for pointer in [
        "İLGİLİ HABER",
        "PROČITAJTE JOŠ",
        "Pročitajte i",
        "Preberite še",
        "Taip pat skaitykite",
        "Loe ka",
        "Llegeix també",
        "بیشتر بخوانید",
        "More on this",
        "Also on the islands",
        "Hintergrund",
        "関連記事",
    ] {
        let text = between(&format!("<p>{pointer}: <a href=/x>Karaya oturan tekne.</a></p>"));
        assert_eq!(text, [BEFORE, AFTER, BEFORE, AFTER].join("\n\n"), "beside {pointer}");
    }
}

#[test]
fn a_heading_that_only_shares_a_word_with_the_headline_is_kept() {
    let body = format!(
        "<p>{BEFORE}</p><h2>What Skye wants from the county</h2><p>{AFTER}</p><h2>The people of Skye</h2><p>{AFTER}</p>"
    );
    let text = text_of(&in_a_page("en", "Skye", &body));
    assert!(text.contains("What Skye wants") && text.contains("The people of Skye"), "{text}");
    let again = format!("<h2>The people of Skye want a ferry</h2><p>{BEFORE}</p><p>{AFTER}</p>");
    let text = text_of(&in_a_page("en", "The people of Skye want a ferry, says the county", &again));
    assert!(!text.contains("The people of Skye"), "{text}");
}

#[test]
fn short_sentences_open_an_article_and_bylines_do_not() {
    let body = format!(
        "<p>By Maren Auk.</p><p>The storm came.</p><p>Nobody was hurt.</p><p>{BEFORE}</p><p>{AFTER}</p>"
    );
    let text = text_of(&in_a_page("en", "No ferry until spring", &body));
    assert_eq!(text, ["The storm came.", "Nobody was hurt.", BEFORE, AFTER].join("\n\n"));
}

#[test]
fn a_publishers_note_of_a_correction_is_read_wherever_it_stands_in_the_article() {
    let note = "Correction: an earlier version of this article said that the engine had been sold.";
    for (open, close) in
        [("<footer>", "</footer>"), ("<aside class=note>", "</aside>"), ("<div class=correction>", "</div>")]
    {
        let body = format!(
            "<p>{BEFORE}</p><p>{AFTER}</p>{open}<p>{note}</p>{close}<footer><p>Write to the desk of the islands if you know more.</p></footer>"
        );
        let text = text_of(&in_a_page("en", "No ferry until spring", &body));
        assert_eq!(text, [BEFORE, AFTER, note].join("\n\n"), "in {open}");
    }
}

#[test]
fn what_desks_and_buttons_say_under_a_text_is_left_out() {
    let said = "国防部发言人周五在例行记者会上表示，将在未来四年内从一家挪威制造商购买十二座雷达站。";
    for note in [
        "（责任编辑：王小明、李华华）",
        "(责编：王五、赵六)",
        "(来源:海岛日报 作者：王小明 编辑：李华)",
        "扫一扫在手机打开当前页",
        "声明：转载此文是出于传递更多信息之目的，如有来源标注错误，请与本网联系。",
        "特别声明：以上内容为用户上传并发布，本平台仅提供信息存储服务。",
        "上一篇：某某新闻标题在此处显示",
        "点击关注我们的微信公众号，获取更多资讯。",
    ] {
        let body = format!("{}<p>{note}</p>", format!("<p>{said}</p>").repeat(2));
        let text = text_of(&in_a_page("zh", "十二座雷达站", &body));
        assert_eq!(text, [said; 2].join("\n\n"), "above {note}");
    }
    for note in [
        "<p>Was this page helpful? Tell us what you think of it.</p>",
        "<div class=page-feedback><h2>Is this page useful?</h2><p>Maybe</p></div>",
        "<p>Last updated: 14 March 2026</p>",
        "<p>Back to top</p>",
    ] {
        assert_eq!(between(note), [BEFORE, AFTER, BEFORE, AFTER].join("\n\n"), "beside {note}");
    }
}

#[test]
fn a_sentence_opens_the_text_though_a_byline_may_begin_so_or_a_date_stands_in_it() {
    let opened = |first: &str| {
        text_of(&in_a_page(
            "en",
            "No ferry until spring",
            &format!("<p>{first}</p><p>{BEFORE}</p><p>{AFTER}</p>"),
        ))
    };
    for sentence in [
        "By Monday, 40 islanders had left.",
        "By noon all boats were gone and sold.",
        "Polls open on 7 June.",
        "The first boat leaves on 3 May 2026.",
    ] {
        assert!(opened(sentence).starts_with(sentence), "{sentence}");
    }
    for byline in ["By Ida Marsh and Per Holm.", "Von Ida Marsh in Brenna.", "Published on 7 June 2026."] {
        assert!(opened(byline).starts_with(BEFORE), "{byline}");
    }
}

#[test]
fn lines_for_readers_and_on_makers_are_left_out() {
    for line in [
        "Make us preferred source on Google",
        "Our Standards: The Principles of the Gazette.",
        "Editing by Max Weber",
        "(Editing by Max Weber)",
        "Listen to this article, four minutes, read by a machine.",
    ] {
        assert!(!between(&format!("<p>{line}</p>")).contains(line), "{line}");
    }
}

#[test]
fn a_list_under_a_heading_that_only_points_goes_though_it_has_no_links() {
    let list = "<ul><li>Ten lighthouses worth a visit</li><li>Nine old piers</li></ul>";
    for heading in
        ["Most read", "Related stories", "Meistgelesen", "Les plus lus", "Das könnte Sie auch interessieren"]
    {
        let text = between(&format!("<h3>{heading}</h3>{list}"));
        assert!(!text.contains("lighthouses") && !text.contains("piers"), "{heading}: {text}");
    }
    for before in
        ["<h3>What the ferry needs</h3>", "<h3>More on the engine of the old ferry</h3>", "<p>Read more</p>"]
    {
        assert!(between(&format!("{before}{list}")).contains("Nine old piers"), "{before}");
    }
}
