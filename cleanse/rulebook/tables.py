"""Made by `python -m cleanse.rulebook` from the TOML files beside it; a test holds them together. Do not edit."""

from cleanse.rules import Tables, head

# fmt: off
HEADS: tuple[tuple[str, str, str, str, str, int, float, str | None], ...] = (
    ('credit.photo', 'credit', "A picture's credit", 'tail', 'any', 160, 6.0, 'caption'),
    ('credit.contributed', 'credit', 'Names of contributors', 'end', 'any', 250, 6.0, None),
)
PHRASES: dict[str, tuple[int, ...]] = {
}
PATTERNS: tuple[tuple[int, str], ...] = (
    (0, '(?:^|[\\s(\\[{|/•·–—-]{1,6})(?:photo(?:(?: by|:)|) (?:(?-i:[\\p{Lu}\\p{Lo}][\\p{L}\\p{M}.\'’-]{0,24})(?: (?:(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|ter|ten|zu|bin|al|el|y|e)|(?-i:[\\p{Lu}\\p{Lo}][\\p{L}\\p{M}.\'’-]{0,24}))){0,4})(?:/| / |, | via )(?:ap|afp|reuters|getty images|getty|associated press|the associated press|agence france\\-presse|dpa|epa|epa\\-efe|efe|ansa|apa|anp|belga|keystone|keystone\\-sda|lusa|tass|xinhua|kyodo|pa|pa media|pa wire|press association|bloomberg|upi|shutterstock|istock|alamy|unsplash|pexels|pixabay|adobe stock|depositphotos|dreamstime|europa press|picture alliance|imago|imago images|ddp|zuma press|zuma|sipa|sipa usa|abaca|abacapress|hans lucas|agenzia fotogramma|lapresse|ipa|agência brasil|folhapress|estadão conteúdo|wikimedia commons|wikimedia|flickr|creative commons|nasa|handout|file photo|stock photo|anadolu|anadolu agency|afp via getty images|nurphoto|aap|pti|ani|ntb|tt|ritzau|lehtikuva|mti|pap|čtk|ria novosti|sputnik|yonhap|afptv|usa today network|usa today sports|imagn images|the canadian press))[ \t\\-–—―*•·▪■●►▶▸»«›‹>←→↓↑⟶➔|¦:;.,!?…"\'“”„‘’()\\[\\]{}_~+=✓✔▼▾▲⇒/\\\\。、：；，！？「」『』（）【】《》・]{0,12}$'),
    (0, '(?:^|[\\s(\\[{|/•·–—-]{1,6})(?:photo(?: by|:) (?:ap|afp|reuters|getty images|getty|associated press|the associated press|agence france\\-presse|dpa|epa|epa\\-efe|efe|ansa|apa|anp|belga|keystone|keystone\\-sda|lusa|tass|xinhua|kyodo|pa|pa media|pa wire|press association|bloomberg|upi|shutterstock|istock|alamy|unsplash|pexels|pixabay|adobe stock|depositphotos|dreamstime|europa press|picture alliance|imago|imago images|ddp|zuma press|zuma|sipa|sipa usa|abaca|abacapress|hans lucas|agenzia fotogramma|lapresse|ipa|agência brasil|folhapress|estadão conteúdo|wikimedia commons|wikimedia|flickr|creative commons|nasa|handout|file photo|stock photo|anadolu|anadolu agency|afp via getty images|nurphoto|aap|pti|ani|ntb|tt|ritzau|lehtikuva|mti|pap|čtk|ria novosti|sputnik|yonhap|afptv|usa today network|usa today sports|imagn images|the canadian press))[ \t\\-–—―*•·▪■●►▶▸»«›‹>←→↓↑⟶➔|¦:;.,!?…"\'“”„‘’()\\[\\]{}_~+=✓✔▼▾▲⇒/\\\\。、：；，！？「」『』（）【】《》・]{0,12}$'),
    (1, '(?:^|\\W)(?:contributed(?: reporting|) to this (?:report|story|article))[ \t\\-–—―*•·▪■●►▶▸»«›‹>←→↓↑⟶➔|¦:;.,!?…"\'“”„‘’()\\[\\]{}_~+=✓✔▼▾▲⇒/\\\\。、：；，！？「」『』（）【】《》・]{0,12}$'),
)
GATE: dict[str, tuple[int, ...]] = {
    'photo ': (0,),
    'photo by ': (0, 1),
    'photo: ': (0, 1),
    'contributed reporting to this article\n': (2,),
    'contributed reporting to this report\n': (2,),
    'contributed reporting to this story\n': (2,),
    'contributed to this article\n': (2,),
    'contributed to this report\n': (2,),
    'contributed to this story\n': (2,),
}
# fmt: on
TABLES = Tables(tuple(head(*values) for values in HEADS), PHRASES, PATTERNS, GATE)
