"""The commonest function words of each language: they are left out of lexical terms, and they tell a language."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "en": """a about after again against all also am an and any are as at be because been before being between both
        but by can could d did do does doing don down during each few for from further had has have having he her here
        hers herself him himself his how i if in into is isn it its itself just ll m me more most my myself no nor not
        now of off on once only or other our ours ourselves out over own re s same shall she should so some such t than
        that the their theirs them themselves then there these they this those through to too under until up upon us ve
        very was we were what when where whether which while who whom whose why will with would you your yours""",
    "de": """aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass dein dem den der des die dies
        diese dieser doch dort du durch ein eine einem einen einer eines er es für hat hatte hier ich ihr ihre im in
        ist ja kann kein keine man mehr mein mich mir mit nach nicht noch nur ob oder ohne sehr sein seine sich sie sind
        so über um und uns unter vom von vor war waren was weil wenn wer werden wie wir wird wo wurde wurden zu zum zur""",
    "fr": """à au aux avec c ce ces cette comme d dans de des donc du elle elles en est et été être eu il ils j je l la le
        les leur leurs lui m mais me même mes mon n ne nos notre nous on ont ou où par pas plus pour qu que quel quelle
        qui s sa sans se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y était""",
    "es": """a al ante como con contra cual cuando de del desde donde durante e el él ella ellas ellos en entre era es esa
        ese eso esta está este esto estos fue ha había han hay la las le les lo los más me mi mis muy ni no nos o para
        pero por porque que qué quién se ser si sí sin sobre son su sus también te tiene todo tu un una unas uno unos y ya yo""",
    "it": """a ad ai al alla alle anche c che chi ci come con contro cui d da dai dal dalla dei del della delle di dove e
        è ed era essere fu gli ha hanno i il in io l la le lei lo loro lui ma mi mia mio ne nei nel nella noi non o
        per perché più quale quando quella quello questa questo se sei si sia sono su sua sue sui sul sulla suo tra tu un una uno vi voi""",
    "pt": """a à ao aos as às até com como da das de dela dele do dos e é ela elas ele eles em entre era essa esse esta está
        este eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito na não nas nem no nos nós num numa o os
        ou para pela pelas pelo pelos por qual quando que quem se sem ser seu seus só sua suas também te tem um uma você vos""",
    "nl": """aan al als altijd bij dan dat de der deze die dit doch doen door dus een en er ge geen had heb hebben heeft
        het hier hij hoe hun iemand iets ik in is ja je kan kon maar meer men met mij mijn moet na naar niet niets nog
        nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van veel voor waren was wat werd
        wezen wie wij wil worden wordt zal ze zich zij zijn zo zonder zou""",
    "sv": """alla att av blev bli blir då de dem den denna deras dess det detta dig din du där efter ej eller en er ett för
        från ha hade han hans har henne hennes hon honom hur i icke inom inte jag ju kan kunde man med mellan men mig min
        mot mycket ni nu när någon något och om oss på sedan sig sin sina som så till under upp ut vad var vara varje vi vid vilka vilken år är över""",
    "da": """af alle at blev bliver da de dem den denne der deres det dette dig din disse dog du efter eller en end er et for
        fra ham han hans har havde hende hendes her hos hun hvad hvis hvor i ikke ind jeg jo kunne man mange med meget men
        mig min mine mod når noget nogle nu og også om op os på selv sig sin skal skulle som sådan til ud under var vi vil være været""",
    "no": """alle at av bare begge ble blei bli blir da de deg dem den denne der deres det dette di din disse du då eg ein eller
        en enn er et ett etter for fra før ha hadde han hans har hennes her hun hva hvem hver hvor hvordan i ikke ingen inn
        jeg kan kom kun kunne man med meg men mer min mot mye nå når noe noen og også om opp oss over på seg selv sin skal som så til ut var ved vi vil være vært å""",
    "fi": """ei eikä että en et ette emme eivät he hän hänen heidän ja jo joka jos jotka kanssa kuin kun me mikä mitä mukaan
        mutta myös ne niin noin nyt näin olen olet oli olivat olla on ovat se sekä sen siitä sillä sitä tai tämä tämän vaan
        vai vain vielä""",
    "ro": """a acea această acest al ale am ar are așa au ca care când că ce cel cea cele cu cum de deci din după ea ei el ele era
        este eu fi fost iar în îi își la le lor lui mai mult ne nici noi nu o pe pentru prin s sa să sau se si și sunt sub te un una unde unei unor unui va vă voi""",
    "hu": """a az és hogy nem is egy ez ezt van volt meg csak de ha mint már még el ki be le fel mert vagy akkor ami aki amely
        azt lesz lehet majd minden nagyon ott itt sem szerint után között által én te ő mi ti ők""",
    "tr": """ama ancak bir biz bu bunu çok da daha de değil diye en gibi göre hem her ile için ise kadar ki mı mi mu mü ne neden o
        olan olarak oldu olduğu onlar onun sonra şu ve veya ya ben sen var yok""",
    "pl": """a aby ale bardzo był była było być co czy dla do gdy gdzie go i ich ile im jak jako je jego jej jest jeszcze już
        każdy która które który lub ma może na nad nie niż o od on ona oni oraz po pod przez przy są się tak tam te tego tej
        ten to tylko tym w we za z ze że""",
    "id": """ada adalah akan atau bahwa bagi belum bisa dalam dan dapat dari dengan di dia hanya ini itu juga kami karena ke kepada
        kita lebih mereka oleh pada para saat sangat saya sebagai secara seperti serta sudah tahun telah tersebut tidak untuk yang""",
    "ru": """а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть еще
        же за и из или им их к как ко когда кто ли либо мне может мы на над надо наш не него нее нет ни них но ну о об однако он
        она они оно от очень по под при с со так также такой там те тем то того тоже той только том ты у уже хотя чего чем что чтобы эта эти это я""",
    "el": """ο η το οι τα του της των τον την και κι να σε με για από στο στη στην στον στα στις που πως ότι δεν μη θα είναι ήταν
        αυτό αυτή αυτός ένα ένας μια αν αλλά ή ως κατά μετά πριν πολύ όπως""",
    "ar": """في من على إلى عن أن إن كان كانت هذا هذه ذلك تلك التي الذي الذين ما لا لم لن قد هو هي هم و أو ثم كما بعد قبل بين عند مع كل حتى إذا""",
    "hi": """का के की है में से को और पर यह वह हैं था थी थे ने एक कि जो भी तो ही नहीं हो कर लिए इस उस या साथ अपने गया किया""",
    "uk": """а але без би був була були було в від він вона вони воно для до з за зі і із її їх його й як яка який які коли ми на над не
        ні о об однак по при про та так також там те ти то тому у цей ця ці це чи що щоб є""",
}


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written as a text, between blanks."""
    return frozenset(words.split())


STOP_WORDS: Mapping[str, frozenset[str]] = {language: listed(words) for language, words in _WORDS.items()}
"""Casefolded, accents kept, by ISO 639-1 code."""
