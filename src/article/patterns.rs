//! What pages say around their text, in the languages of the press.

use std::sync::LazyLock;

use regex::Regex;

/// Words that open a pointer to other articles, in the languages of the press.
pub static POINTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^[^\p{L}]*(?:
        (?:read|see|watch|listen|find\ out)\ (?:more|also|next|now)(?-u:\b) | also\ read(?-u:\b) | also\ on(?-u:\b) | more\ (?:on|from|about|stories|news)(?-u:\b)
        | read: | watch: | related(?:\ (?:articles?|stories|news|links?|topics?|content|coverage))?\s*:?\s*$ | related: | recommended(?-u:\b).*$
        | you\ (?:may|might)\ (?:also|like)(?-u:\b) | don['’]t\ miss(?-u:\b) | trending(?-u:\b).*$ | most\ (?:read|popular)(?-u:\b).*$ | up\ next(?-u:\b) | must\ read(?-u:\b)
        | more\ (?:great|top)\ .*stories | (?:our\ )?(?:latest|top)\ (?:stories|news|videos)\s*$ | editors?['’]?s?\ (?:picks?|choice)\s*$ | keep\ reading(?-u:\b) | continue\ reading(?-u:\b)
        | (?:noch\ )?mehr\ (?:zum\ thema|dazu|lesen|von|aus|zu)(?-u:\b) | lesen\ sie\ (?:auch|mehr|dazu|hier)(?-u:\b) | lies\ auch(?-u:\b) | auch\ interessant(?-u:\b) | das\ könnte\ sie(?-u:\b)
        | weiterlesen(?-u:\b) | passend\ dazu(?-u:\b) | siehe\ auch(?-u:\b) | hintergrund:\ | zum\ weiterlesen(?-u:\b) | (?:noch\ )?mehr\ infos?(?-u:\b).*$
        | lire\ (?:aussi|également|la\ suite)(?-u:\b) | à\ lire(?-u:\b) | (?:à|a)\ voir\ aussi(?-u:\b) | voir\ aussi(?-u:\b) | sur\ le\ même\ (?:sujet|thème)(?-u:\b) | pour\ aller\ plus\ loin(?-u:\b)
        | lee\ (?:también|además|más)(?-u:\b) | leer\ (?:también|más)(?-u:\b) | (?:te|le)\ puede\ interesar(?-u:\b) | también\ te(?-u:\b) | más\ información\s*$ | ver\ también(?-u:\b)
        | noticias?\ relacionadas?(?-u:\b) | lea\ (?:también|además|más)(?-u:\b) | mira\ también(?-u:\b)
        | leia\ (?:também|mais|ainda)(?-u:\b) | veja\ (?:também|mais)(?-u:\b) | saiba\ mais(?-u:\b) | leggi\ anche(?-u:\b) | potrebbe\ interessarti(?-u:\b) | per\ approfondire(?-u:\b) | guarda\ anche(?-u:\b)
        | lees\ (?:ook|verder|meer)(?-u:\b) | (?:bekijk|zie)\ ook(?-u:\b) | läs\ (?:också|även|mer)(?-u:\b) | les\ (?:også|mer)(?-u:\b) | læs\ (?:også|mere)(?-u:\b) | lue\ (?:myös|lisää)(?-u:\b)
        | (?:czytaj|przeczytaj|zobacz)\ (?:także|też|również|więcej)(?-u:\b) | čtěte\ (?:také|také|též)(?-u:\b) | přečtěte\ si(?-u:\b) | mohlo\ by\ vás(?-u:\b) | prečítajte\ si(?-u:\b)
        | olvas(?:sa|d)\ (?:el|tovább)(?-u:\b) | citește\ (?:și|mai)(?-u:\b) | citiţi\ şi(?-u:\b) | прочетете(?-u:\b) | вижте\ (?:още|също)(?-u:\b)
        | читайте\ (?:также|також|нас|ещё|еще|ще)(?-u:\b) | смотрите\ также(?-u:\b) | дивіться\ також(?-u:\b) | по\ теме(?-u:\b) | материалы\ по\ теме(?-u:\b)
        | διαβάστε(?-u:\b) | δείτε\ (?:επίσης|ακόμη)(?-u:\b) | ilginizi\ çekebilir(?-u:\b) | (?:bunu|bunları)\ da\ oku | ayrıca\ oku
        | baca\ (?:juga|selengkapnya)(?-u:\b) | xem\ thêm(?-u:\b) | đọc\ thêm(?-u:\b) | اقرأ\ (?:أيضا|أيضاً|المزيد) | إقرأ\ أيضا | קראו\ (?:גם|עוד) | עוד\ בנושא
        | 関連(?:記事|ニュース|リンク) | 【関連 | あわせて読みたい | 관련\ ?기사 | 相关(?:阅读|新闻|文章) | 延伸阅读 | 延伸閱讀 | 相關新聞
        )",
    )
    .ok()
});

/// What a page says about itself rather than about its story.
pub static NOTICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        (?:sign\ up|subscribe|register)\ (?:to|for|now|here|today)(?-u:\b) | newsletters?.*(?:sign\ up|subscribe\ (?:to|here|now)|your\ inbox|abonnieren|click\ here|inscri[vp])
        | ^(?:get|receive|erhalten|recevez|recibe|ricevi|join)(?-u:\b).*newsletter
        | (?-u:\b)all\ rights\ reserved(?-u:\b) | alle\ rechte\ vorbehalten | tous\ droits\ réservés | todos\ los\ derechos\ reservados | todos\ os\ direitos\ reservados
        | ^[^\p{L}©(]*(?:copyright|©|\(c\))\ | 無断転載 | 무단\ ?전재 | ^advertisement(?-u:\b).*$ | ^(?:anzeige|werbung|publicité|publicidad|pubblicità|advertentie|annons|reklama|reklam|реклама|iklan|advert|ad)[^\p{L}]*$
        | ^(?:share|teilen|partager|compartir|compartilhar|condividi|delen|dela|del|jaa|udostępnij|sdílet|поделиться|поділитися|paylaş|シェア|공유)(?-u:\b).*$
        | follow\ (?:us|me|him|her|them|.*)\ on\ (?:twitter|facebook|instagram|x(?-u:\b)|linkedin|google|threads|bluesky|youtube)
        | (?:folgen|folge)\ (?:sie\ )?uns(?-u:\b) | suivez[- ]nous | síguenos(?-u:\b) | siga[- ]nos | seguici\ su | like\ us\ on\ facebook | join\ us\ on(?-u:\b)
        | (?:download|get)\ (?:the|our)\ .*(?-u:\b)app(?-u:\b) | (?:click|tap)\ here\ (?:to|for)(?-u:\b).*$ | whatsapp[- ](?:kanal|channel|canal)
        | ^(?:tags?|topics?|themen|schlagw[oö]rte?r?|mots[- ]clés|etiquetas|keywords|filed\ under|categor(?:y|ies)|labels|теги|тэги|тег)\s*: 
        | ^(?:this\ (?:article|story)\ (?:was\ )?(?:originally|first)\ (?:appeared|published)) | ^(?:first|originally)\ published\ (?:in|on|by|at)(?-u:\b)
        | ^(?:comments?|kommentare|commentaires|comentarios|comentários|commenti|reacties|kommentarer|комментарии|leave\ a\ (?:comment|reply))(?-u:\b).*$
        | ^(?:updated|published|posted|aktualisiert|veröffentlicht|publié|mis\ à\ jour|stand|erstellt|actualizado|publicado|pubblicato)(?-u:\b).*\d
        | we\ use\ cookies | uses?\ cookies(?-u:\b) | cookie[- ](?:policy|settings|richtlinie) | accept\ (?:all\ )?cookies
        | ^(?:photos?|images?|pictures?|video|fotos?|bild(?:er|quelle)?|illustrations?|crédits?|credits?|imagen|immagine|foto[- ]?credits?|фото|φωτο|kuva|zdj[ęe]cie)(?:\ (?:credit|credits|by|von|de|par|via))?\s*(?::|/|©|\(c\)|\|)
        | (?:getty\ images|shutterstock|istock|picture\ alliance|ap\ photo|afp\ photo|ritzau\ scanpix|imago\ images)[^\p{L}]*$
        | ^(?:image\ |photo\ |bild\ )?\d+\s*(?:of|/|von|de|di|van|из)\s*\d+$ | ^more:?$ | ^caption(?:\ close)?$ | ^placeholder\ image
        | (?-u:\b)\d+\s*min(?:ute|uten|uti|utos|utes)?s?\.?\s*(?:read|lesezeit|de\ lecture|de\ lectura|de\ leitura|di\ lettura|leestijd|czytania|lästid|okuma)(?-u:\b)
        | ^(?:lesezeit|lesedauer|temps\ de\ lecture|tiempo\ de\ lectura|tempo\ d[ei]\ lettura|tempo\ de\ leitura|leestijd|czas\ czytania|время\ чтения|(?:estimated\ )?reading\ time)(?-u:\b).*\d
        | ^\(?(?:additional\ )?reporting\ by\ | contributed\ to\ this\ (?:report|story|article) | ^with\ files\ from
        | ^(?:\d+|no|keine|noch\ keine|aucun|sin|nessun|nenhum|geen|inga|ingen|brak|нет)\ (?:comments?|kommentare?r?|commentaires?|comentarios?|comentários?|comment[io]|reacties|komentarzy|комментариев)(?-u:\b).*$
        | comments?\ (?:are\ |is\ )?(?:now\ )?closed | kommentare\ (?:sind\ )?(?:geschlossen|deaktiviert) | commentaires\ (?:sont\ )?fermés | comentarios\ (?:están\ )?cerrados
        | (?:diesen|den)\ (?:artikel|beitrag)\ teilen | share\ this\ (?:article|post|story|page) | partager\ cet\ article | compartir?\ est[ea]\ (?:artículo|noticia|nota) | condividi\ (?:questo|l['’])\ ?articolo
        | (?:our|unser\w*|notre|nuestro|nosso|nostro|ons|naszego|нашем)\ (?:youtube|telegram|whatsapp|canal|kanal\w*|channel|chaîne|canale)(?-u:\b) | canal\ de\ (?:telegram|whatsapp|youtube)
        | ^(?:table\ of\ contents|contents|inhalt|inhaltsverzeichnis|sommaire|table\ des\ matières|índice|indice|tabla\ de\ contenidos?|inhoud(?:sopgave)?|innehåll|spis\ treści|содержание|目次|목차)(?:\ (?:hide|show))?:?$
        | creative\ commons | (?-u:\b)cc[- ]by(?-u:\b)
        | ^(?:permalink|permalien|drucken|print|imprimer|imprimir|stampa|afdrukken|skriv\ ut|tulosta|drukuj|vytisknout|печать|распечатать)(?:(?-u:\b).{0,60})?$
        | ^(?:views?|aufrufe|vues|visitas|visualizzazioni|weergaven|wyświetleń|просмотр(?:ов|ы))\s*:?\s*\d+
        | ^(?:auteur|autore?(?:in|a)?|author|redaktion|redakcja|edition|rédaction|автор)\s*:.{0,60}$
        | als\ pdf(?-u:\b) | download\ (?:as\ |the\ |this\ )*pdf | télécharger\ .*pdf | descargar\ .*pdf
        | nous\ utilisons\ des\ cookies | wir\ (?:verwenden|nutzen|setzen)\ .*cookies | (?:utilizamos|usamos)\ cookies | utilizziamo\ (?:i\ )?cookie | wij\ gebruiken\ cookies | vi\ (?:använder|bruger|bruker)\ (?:cookies|informasjonskapsler)
        | używamy\ (?:plików\ )?cookies | мы\ используем\ .*cookie | çerez(?:leri)?\ kullan | クッキー.*使用 | 쿠키를\ 사용
        | (?:externe[rn]?|eingebettete[rn]?)\ inhalte?(?-u:\b) | empfohlener\ redaktioneller | inhalt\w*\ (?:anzuzeigen|anzeigen|laden)(?-u:\b) | (?:klick|einwilligung)\ .*datenschutz | keine\ verbindung\ zu(?-u:\b) | privatsphäre.*(?:einverständnis|einstellungen)
        | contenu\ (?:bloqué|externe) | (?:external|third[- ]party)\ content | (?:need|require)s?\ your\ (?:consent|permission)\ to\ (?:load|show|display) | to\ (?:view|see)\ this\ (?:content|video|embed).*(?:cookies|consent|settings)
        | contenido\ (?:externo|bloqueado) | contenuto\ (?:esterno|bloccato) | (?:deze|externe)\ inhoud.*(?:cookies|toestemming)
        | this\ video\ has\ failed\ to\ load | video\ (?:wird\ geladen|player\ is\ loading|unavailable)
        | enable\ javascript | javascript\ (?:is\ )?(?:disabled|deaktiviert|désactivé) | your\ browser\ does\ not\ support
        | got\ a\ (?:tip|story)(?-u:\b) | have\ a\ tip(?-u:\b) | (?:may|can)\ be\ reached\ at(?-u:\b).*@ | support\ our\ journalism | become\ a\ (?:member|subscriber)
        | (?:earn|receive)\ (?:a\ |an\ )?(?:small\ )?(?:affiliate\ )?commissions?(?-u:\b) | affiliate[- ]links?(?-u:\b)
        ",
    )
    .ok()
});

/// Whether a pattern is found in a text.
pub fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}
