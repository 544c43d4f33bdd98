//! Templates of a newsroom's own: what they may, what they may not, and that no message is lost to them.

use mail_parser::MessageParser;
use vigie::digest::{Notice, Told};
use vigie::render::{Layout, Medium, Own, Part, Template, mail_text, render_own};

use super::sample;

/// The examples of the documentation: the HTML and the plain text.
fn examples() -> [String; 2] {
    let page = include_str!("../../../docs/templates.md");
    let block = |fence: &str| {
        let start = page.find(fence).expect("the example") + fence.len();
        page[start..].split("\n```").next().expect("its end").to_owned()
    };
    [block("```html\n"), block("```text\n")]
}

/// What a template must show of stories, whatever else it shows.
const HEADLINES: &str = "{% for story in stories %}{{ story.title }}{% endfor %}";

#[track_caller]
fn html(source: &str) -> Template {
    Template::parse(Part::Html, source).unwrap_or_else(|error| panic!("{error}"))
}

/// What is wrong with a template.
fn wrong(part: Part, source: &str) -> String {
    let checked = Template::parse(part, source).and_then(|template| template.check());
    checked.expect_err("it is refused").to_string()
}

#[test]
fn the_documented_examples_lay_out_every_message() {
    let [page, text] = examples();
    let page = html(&page);
    page.check().expect("on every sample");
    let shown = page.write(&sample::digest()).expect("a digest");
    for part in [
        "<h1>Morning digest</h1>",
        "<h2>Air defense</h2>",
        "<mark>unmanned aircraft</mark>",
        "dir=\"rtl\"",
        "<b>urgent</b>",
        "and 970 more: <a href=\"https:",
        "142 of 145 sources healthy",
        "rheinblick.example, ostsee-kurier.example",
    ] {
        assert!(shown.contains(part), "{part} is not in:\n{shown}");
    }
    assert!(page.write(&sample::quiet()).expect("a quiet day").contains("Nothing new"));
    let text = Template::parse(Part::Text, &text).expect("a template");
    text.check().expect("on every sample");
    let shown = text.write(&sample::alert()).expect("an alert");
    let [head, _, title, ..] = shown.lines().collect::<Vec<_>>()[..] else { panic!("{shown}") };
    assert_eq!(head, "Air defense, Defence spending · Thursday 11 June 2026, 07:30 CEST");
    assert_eq!(
        title,
        "Le chef de l’Otan réclame quatre fois plus de défense antiaérienne (le-courrier.example)"
    );
}

#[test]
fn a_mistake_is_named_with_its_line_and_its_words() {
    let named = |source: &str, words: &[&str]| {
        let said = wrong(Part::Html, source);
        for word in words {
            assert!(said.contains(word), "{word} is not in: {said}");
        }
    };
    named("{{ title }}\n{{ titel }}", &["line 2", "`titel` is undefined", "{{ titel }}"]);
    named("{% for story in stories %}\n\n{{ story.headline }}{% endfor %}", &["line 3", "story.headline"]);
    named("{{ title }}\n\n{% if %}", &["line 3"]);
    named("{{ title|safe }}", &["line 1", "safe"]);
    named("{% include 'other.html' %}", &["line 1"]);
    // Known for most stories, and not for all.
    named("{% for story in stories %}{{ story.topics[0].title }}{% endfor %}", &["line 1", "is undefined"]);
}

#[test]
fn a_template_that_shows_no_headline_is_refused() {
    for source in ["", "{{ title }}", "{% for story in stories %}<p>{{ story.url or '' }}</p>{% endfor %}"] {
        for part in [Part::Html, Part::Text] {
            let said = wrong(part, source);
            assert!(said.contains("it shows no headline"), "{source}: {said}");
        }
    }
    let loud = "{% for story in stories %}{{ (story.translation or story.title)|upper }}{% endfor %}";
    html(loud).check().expect("it is a headline in capitals too, or translated");
}

#[test]
fn what_does_not_end_is_stopped() {
    for source in [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% for a in range(100000) %}{% for b in range(100000) %}{{ title }}{% endfor %}{% endfor %}",
        "{{ 'x' * 90000000 * 90000000 }}",
        "{% set a = 'x' * 90000000 %}{% for b in range(1000) %}{{ a }}{% endfor %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        &format!("{}{}", "{% if true %}".repeat(5_000), "{% endif %}".repeat(5_000)),
    ] {
        for part in [Part::Html, Part::Text] {
            let said = wrong(part, source);
            assert!(said.len() < 400, "{said}");
        }
    }
}

#[test]
fn a_page_that_could_run_or_ask_for_something_is_refused() {
    let refused = [
        "<script>1</script>",
        "<p onclick='x()'>",
        "<a href='javascript:alert(1)'>",
        "<a href=' java\nscript:alert(1)'>",
        "<a href='JaVaScRiPt:alert(1)'>",
        "<img src='data:image/svg+xml,x'>",
        "<iframe src='https://example.org'></iframe>",
        "<form action='https://example.org'></form>",
        "<base href='https://example.org'>",
        "<noscript><iframe src='https://example.org'></iframe></noscript>",
        "<body><noscript><form action='https://example.org'></form></noscript>",
        "<body><noscript><p title='</noscript><script>1</script>'>",
        "<meta http-equiv=' Refresh' content='0;url=javascript:alert(1)'>",
        "<img srcset='cid:a 1x, data:image/svg+xml,x 2x'>",
        "<img srcset='/a.png 1x,javascript:x'>",
        "<img srcset='/a.png,, data:image/png;base64,AA 2x'>",
        "{% autoescape false %}{% for story in stories %}{{ story.title }}{% endfor %}{% endautoescape %}",
    ];
    for source in refused {
        assert!(wrong(Part::Html, source).contains("must not hold"), "{source}");
    }
    let allowed = [
        "<a href='https://example.org/a:b'>x</a>",
        "<a href='mailto:desk@example.org'>x</a>",
        "<img src='cid:logo'>",
        "<a href='/path'>x</a>",
        "<a href='#top:1'>x</a>",
        "<img srcset='https://example.org/a,b:c.png 1x, /d.png 2x' src='/d.png'>",
        "<body><noscript><p>x</p></noscript>",
        "<meta http-equiv='Content-Type' content='text/html; charset=utf-8'>",
        "<style>a:hover{color:red}</style>",
        "{% for story in stories %}<a href=\"{{ story.url }}\" title=\"{{ story.title }}\">{{ story.title }}</a>{% endfor %}",
    ];
    for source in allowed {
        let source = format!("{source}{HEADLINES}");
        html(&source).check().unwrap_or_else(|error| panic!("{source}: {error}"));
    }
}

#[test]
fn headlines_stay_words() {
    let mut notice = sample::digest();
    let Told::Stories { stories, .. } = &mut notice.told else { unreachable!() };
    stories[0].title = sample::marked("\"><img src=x onerror=alert(1)>{{ newsroom }}{% raw %}");
    stories[0].url = Some("javascript:alert(1)".to_owned());
    let template = "{% for story in stories %}<a href=\"{{ story.url or '' }}\" title=\"{{ story.title }}\">{{ story.title }}</a>{% endfor %}";
    let shown = html(template).write(&notice).expect("it is escaped");
    assert!(shown.starts_with("<a href=\"\" title=\"&quot;&gt;&lt;img"), "{shown}");
    assert!(shown.contains("{{ newsroom }}"), "a headline is no template");
}

/// A digest of so many long stories.
fn long(stories: usize) -> Notice {
    let story = |n: usize| {
        let excerpt = "Drones closed the port. ".repeat(38);
        sample::story(
            i64::try_from(n).expect("few"),
            "en",
            "harbour.example",
            &format!("Story {n}"),
            &excerpt,
            &["Drones: drones"],
        )
    };
    let told =
        Told::Stories { stories: (0..stories).map(story).collect(), more: 7, coverage: sample::coverage() };
    sample::notice("digest:morning", "Morning digest", told)
}

#[test]
fn as_many_stories_as_fit_are_laid_out_and_the_others_counted() {
    let source = "{% for story in stories %}<p>{{ story.title }}: {{ story.excerpt }}</p>{% endfor %}<b>{{ more }}</b>";
    let [page, _] = examples();
    html(&page).write(&long(500)).expect("the work that is allowed is enough for the largest digest");
    for count in [0, 1, 60, 500] {
        let shown = html(source).write(&long(count)).expect("it fits");
        assert!(shown.len() <= 90_000, "{} bytes", shown.len());
        let told = shown.matches("<p>").count();
        assert!(shown.ends_with(&format!("<b>{}</b>", count - told + 7)), "{}", &shown[shown.len() - 20..]);
        assert_eq!(told == count, count <= 60, "{told} of {count}");
        assert!(count < 500 || shown.len() > 88_000, "no room is wasted: {} bytes", shown.len());
    }
    let heavy = format!("{}{{{{ title }}}}", "x".repeat(90_000));
    assert!(wrong(Part::Text, &heavy).contains("more than 90000 bytes"));
    // In a mail a line ends with two bytes.
    let lines = format!("{}{{{{ title }}}}", "x\n".repeat(31_000));
    for part in [Part::Html, Part::Text] {
        assert!(wrong(part, &lines).contains("more than 90000 bytes"));
    }
}

#[test]
fn a_mail_is_laid_out_by_its_templates_and_by_our_own_where_one_fails() {
    let notice = sample::digest();
    let text = "{% if type == 'vigie.digest' and stories|length == 5 %}{{ stories[17].title }}{% endif %}ok";
    let text = Template::parse(Part::Text, &format!("{text}{HEADLINES}")).expect("a template");
    text.check().expect("no sample has five stories");
    let layout = Layout { html: Some(html("<h1>Own: {{ heading }}</h1>")), text: Some(text) };
    let (own, failures) = layout.write(&notice);
    assert_eq!((own.text.as_deref(), failures.len()), (None, 1));
    assert_eq!(failures[0].line, Some(1));
    let medium = Medium::Email {
        from: "Vigie <vigie@desk.example>".parse().expect("a mailbox"),
        to: vec!["ed@desk.example".parse().expect("a mailbox")],
        links: None,
    };
    let mail = render_own(&notice, &own, &medium, "desk", "store-1").remove(0);
    let mail = MessageParser::default().parse(&mail.bytes).expect("a mail");
    assert_eq!(mail.body_html(0).as_deref(), Some("<h1>Own: Morning digest</h1>"));
    let plain = mail.body_text(0).expect("plain text").replace("\r\n", "\n");
    assert_eq!(plain.trim_end(), mail_text(&notice).trim_end());
    for (medium, shown) in [(Medium::Page, "<h1>Own: Morning digest</h1>"), (Medium::Text, "brief")] {
        let own = Own { text: Some("brief".to_owned()), ..own.clone() };
        assert_eq!(render_own(&notice, &own, &medium, "desk", "store-1")[0].bytes, shown.as_bytes());
    }
}
