//! Language, canonical address, section, tags and image.

use super::{check_title, json_ld, read, read_at};

#[test]
fn the_language_is_declared_in_several_places() {
    let language = |head: &str| read(head, "").language.map(|language| language.to_string());
    assert_eq!(language("<meta property=og:locale content=pt_BR>").as_deref(), Some("pt"));
    assert_eq!(language(&json_ld(r#""headline":"T","inLanguage":"nb-NO""#)).as_deref(), Some("nb"));
    assert_eq!(language("<meta http-equiv=x name=language content=uk>").as_deref(), Some("uk"));
    assert_eq!(language("").as_deref(), None);
}

#[track_caller]
fn check_canonical(head: &str, expected: Option<&str>) {
    assert_eq!(read(head, "").canonical_url.as_deref(), expected, "{head}");
}

#[test]
fn the_address_a_page_claims_is_cleaned_and_checked() {
    check_canonical(
        "<link rel=canonical href='/harbour/cranes?utm_source=x#top'>",
        Some("https://www.courier.example/harbour/cranes"),
    );
    check_canonical("<link rel=canonical href='https://www.courier.example/'>", None);
    check_canonical("<link rel=canonical href='https://agency.example/cranes'>", None);
    check_canonical(
        "<link rel=canonical href='https://www.courier.example/'><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        &json_ld(r#""headline":"T","mainEntityOfPage":{"@id":"https://www.courier.example/b/2"}"#),
        Some("https://www.courier.example/b/2"),
    );
}

#[test]
fn versions_for_phones_and_amp_give_way_to_the_article_itself() {
    check_canonical(
        "<link rel=canonical href='https://m.courier.example/a/1'><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        "<base href='https://static.courier.example/x/'><link rel=canonical href='www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        "<link rel=canonical href=undefined><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        "<link rel=canonical href='https://www.courier.example/a/1/amp/'><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        "<link rel=canonical href='https://www.courier.example/a/1?amp=1&amp;fbclid=x'>",
        Some("https://www.courier.example/a/1?amp=1"),
    );
    check_canonical(
        "<link rel=canonical href='https://www-courier-example.cdn.ampproject.org/c/s/www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    let amp = "https://amp.courier.example/a/1";
    let found = read_at(
        amp,
        "<link rel='canonical nofollow' href='https://www.courier.example/a/1?utm_medium=x'>",
        "",
    );
    assert_eq!(found.canonical_url.as_deref(), Some("https://www.courier.example/a/1"));
}

#[test]
fn section_and_tags_are_what_the_publisher_says() {
    let found = read(
        &json_ld(
            r#""headline":"T","articleSection":["Harbour","News"],"keywords":"cranes, quay ,Cranes,, tide""#,
        ),
        "",
    );
    assert_eq!(found.section.as_deref(), Some("Harbour"));
    assert_eq!(found.tags, ["cranes", "quay", "tide"]);
    let found = read(
        "<meta property=og:site_name content=Courier><meta property=article:section content='News &gt; Harbour'>
         <meta property=article:tag content='Cranes, old'><meta property=article:tag content='#Quay'>
         <meta property=article:tag content=Courier><meta name=keywords content='courier, news'>",
        "",
    );
    assert_eq!(found.section.as_deref(), Some("Harbour"));
    assert_eq!(found.tags, ["Cranes, old", "Quay"]);
    assert_eq!(
        read("", "<a rel='category tag' href=/c>Harbour</a><a rel=tag href=/t>Cranes</a>").tags,
        ["Harbour", "Cranes"]
    );
    assert_eq!(read("", "").section, None);
}

#[test]
fn images_are_made_absolute() {
    assert_eq!(
        read("<meta property=og:image content=/i/1.jpg>", "").image.as_deref(),
        Some("https://www.courier.example/i/1.jpg")
    );
    assert_eq!(read("<meta property=og:image content='data:image/png;base64,x'>", "").image, None);
}

#[test]
fn damaged_json_ld_is_read_where_it_can_be_and_told_where_it_cannot() {
    let bare_break = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Two\nlines\"};</script>";
    check_title(bare_break, "", "Two lines");
    let found = read("<script type='application/ld+json'>{\"@type\":</script><title>Kept</title>", "");
    assert_eq!(found.title.as_deref(), Some("Kept"));
    assert_eq!(found.problems, ["JSON-LD cannot be read", "there is no main text"]);
}

#[test]
fn a_canonical_address_inside_of_the_article_is_anothers() {
    let quoted = "<article><h1>A sea of ice</h1><link rel=canonical href=/a/2><p>Words.</p></article>";
    assert_eq!(read("", quoted).canonical_url, None);
}

#[test]
fn without_a_declared_image_the_first_large_one_of_the_article_is_taken() {
    let with = |picture: &str| {
        let article = format!("<article><h1>A sea of ice</h1>{picture}<p>Words.</p></article>");
        read("<title>A sea of ice</title>", &format!("{article}<img src=/far.jpg width=900>")).image
    };
    let lead = Some("https://www.courier.example/lead.jpg".to_owned());
    assert_eq!(with("<img src=/me.jpg width=60><figure><img src=/lead.jpg width=1200></figure>"), lead);
    assert_eq!(with("<figure><img src='data:image/gif;base64,x' data-src=/lead.jpg></figure>"), lead);
    assert_eq!(with("<aside><img src=/ad.jpg width=600></aside><img src=/lead.jpg width=640>"), lead);
    assert_eq!(with("<img src=/me.jpg width=60><img src=/x.jpg>"), None);
}
