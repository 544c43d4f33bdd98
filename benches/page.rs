//! How fast pages are read, text and metadata: `cargo bench --bench page`, and with `VIGIE_PAGES=DIR` on the `.html` and
//! `.html.gz` files below that folder. One thread, input in memory. Each page counts with its best of several runs, in time
//! that this thread had of a core, so that a busy machine blurs it less. `VIGIE_PAGES_EACH` set to a
//! file writes every page's milliseconds there.

#[path = "shared/allocator.rs"]
mod allocator;
#[path = "shared/memory.rs"]
mod memory;
#[path = "shared/spread.rs"]
mod spread;
#[path = "shared/time.rs"]
mod time;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use memory::kilobytes;
use spread::Spread;
use time::{Clock, seconds_of};
use vigie::article::{Page, extract};

const RUNS: usize = 9;
const OWN_PAGES: usize = 300;
const LARGE: usize = 10 << 20;

fn main() {
    report("own press", &own_pages());
    match std::env::var_os("VIGIE_PAGES") {
        Some(folder) => report("captures", &captures(Path::new(&folder))),
        None => println!("captures: skipped, VIGIE_PAGES is not set"),
    }
    large();
}

/// What a newsroom's site sends: menus, scripts and teasers around a text of 5 to 60 paragraphs.
fn own_pages() -> Vec<Vec<u8>> {
    (0..OWN_PAGES).map(|n| own_page(n, 5 + n * 7 % 56).into_bytes()).collect()
}

fn own_page(n: usize, paragraphs: usize) -> String {
    let sentence = |at: usize| {
        format!(
            "The harbour board of pier {at} said on <em>Friday</em> that both cranes &ndash; the old and the new &ndash; would be moved \
             before the ice comes, whatever the <a href=\"/barge/{at}\">cost of the barge</a>. "
        )
    };
    let menu: Vec<String> = (0..60)
        .map(|at| format!("<li class=\"nav__item nav__item--{at}\"><a class=\"nav__link\" href=\"/section/{at}\">Section {at}</a></li>"))
        .collect();
    let teaser: Vec<String> = (0..24)
        .map(|at| {
            format!(
                "<div class=\"card card--teaser\" data-id=\"{at}\"><a class=\"card__link\" href=\"/news/{at}\"><h3 class=\"card__title\">Something \
                 happened at place number {at}</h3></a><p class=\"card__text\">And who was seen there on Monday.</p></div>"
            )
        })
        .collect();
    let text: Vec<String> = (0..paragraphs)
        .map(|at| format!("<p class=\"article__paragraph\">{}</p>\n", sentence(at).repeat(1 + at % 4)))
        .collect();
    let script = format!(
        "<script>window.settings = {{\"page\": {n}, \"list\": [{}]}};</script>",
        "1, 2, 3, 5, 8, ".repeat(300)
    );
    let (menu, teaser, text) = (menu.concat(), teaser.concat(), text.concat());
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Cranes to be moved, again {n} | The Tidewater Gazette</title>\
         <meta property=\"og:title\" content=\"Cranes to be moved, again {n}\"><meta name=\"author\" content=\"Maren Auk\">\
         <link rel=\"canonical\" href=\"https://gazette.example/news/{n}\"><script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\
         \"headline\":\"Cranes to be moved, again {n}\",\"datePublished\":\"2026-03-12T08:00:00Z\",\"author\":{{\"name\":\"Maren Auk\"}}}}</script>\
         {script}</head><body class=\"page\"><nav><ul>{menu}</ul></nav><main><article><h1>Cranes to be moved, again {n}</h1>\
         <div class=\"article__body\">{text}</div><div class=\"related\">{teaser}</div></article><aside>{teaser}</aside></main>\
         <footer><ul>{menu}</ul></footer>{script}</body></html>"
    )
}

fn captures(folder: &Path) -> Vec<Vec<u8>> {
    let mut folders = vec![folder.to_owned()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        let list = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in list.map(|entry| entry.expect("an entry").path()) {
            let name = path.to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".html") || name.ends_with(".html.gz") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| contents(path)).collect()
}

fn contents(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).expect("a file");
    if path.extension().is_none_or(|ending| ending != "gz") {
        return bytes;
    }
    let mut page = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut page).expect("a gzip file");
    page
}

fn report(name: &str, pages: &[Vec<u8>]) {
    let mut best = vec![f64::MAX; pages.len()];
    for _ in 0..RUNS {
        for (page, best) in pages.iter().zip(&mut best) {
            *best = best.min(seconds(page));
        }
    }
    if let Some(path) = std::env::var_os("VIGIE_PAGES_EACH") {
        let lines: Vec<String> = best.iter().map(|seconds| format!("{:.3}\n", seconds * 1e3)).collect();
        std::fs::write(path, lines.concat()).expect("a file to write to");
    }
    let total: f64 = best.iter().sum();
    let bytes: usize = pages.iter().map(Vec::len).sum();
    let best: Spread = best.into_iter().map(|seconds| seconds * 1e3).collect();
    println!(
        "{name:<10} {:>4} pages of {:>4.0} kB  vigie {:>6.0} pages/s  {:>5.0} MB/s  p50 {:.2}  p99 {:.2}  max {:.2} ms",
        pages.len(),
        bytes as f64 / 1e3 / pages.len() as f64,
        pages.len() as f64 / total,
        bytes as f64 / 1e6 / total,
        best.at(50),
        best.at(99),
        best.at(100)
    );
}

/// A page of 10 MB, most of it text: its time, and how far the memory of the process grows at its peak.
fn large() {
    let page = own_page(0, 30_000);
    let page = page.repeat(LARGE / page.len() + 1).into_bytes();
    let page = &page[..LARGE];
    // Linux counts the peak anew after this is written.
    let is_reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = kilobytes("self", "VmRSS:");
    let first = seconds(page);
    let peak = kilobytes("self", "VmHWM:");
    let time = (0..RUNS).map(|_| seconds(page)).fold(first, f64::min) * 1e3;
    match (is_reset, before, peak) {
        (true, Some(before), Some(peak)) => {
            println!(
                "10 MB      {time:.0} ms, {} MB above the page itself",
                (peak.saturating_sub(before)) >> 10
            );
        }
        _ => println!("10 MB      {time:.0} ms"),
    }
}

/// Time of a core that this thread takes to read a page.
fn seconds(page: &[u8]) -> f64 {
    let before = seconds_of(Clock::ThreadCPUTime);
    std::hint::black_box(extract(&Page { bytes: page, content_type: None, url: None }));
    seconds_of(Clock::ThreadCPUTime) - before
}
