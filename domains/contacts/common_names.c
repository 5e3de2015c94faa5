/* SPDX-License-Identifier: BSD-2-Clause */
/* The common names. */
#include "domains/contacts/common_names.h"

/* clang-format off */
const char *const common_names[COMMON_NAMES_LETTERS] = {
	['a' - 'a'] =
	" abe accounting adachi adams admin aida aiko airi akane akari akemi"
	" aki akihiko akihiro akiko akimoto akio akira akiyama alain alan"
	" alex alexa alexander alexandra alexis ali alice alicia allan allen"
	" amano ami amy andersen anderson andersson ando andre andrea andreas"
	" andrew andy angel angela angelo ann anna anne annie antoine anton"
	" antonia antonio anzai aoi aoki aoyama arai arakawa araki arata"
	" asada asai asami asano ashida asuka atsuko atsushi aya ayaka ayako"
	" ayame ayami ayumi ayumu azuma ",
	['b' - 'a'] =
	" baba bae baker barker barry becker bell ben bennett bill bob boris"
	" brian brown browne bryan ",
	['c' - 'a'] =
	" career carl carla carlo carlos carlotta carlsson carol carole"
	" carolina caroline carter catherine cathy center centre chair chan"
	" chang chen cheng chiaki chiba chie chieko chiharu chika chikako"
	" china chinatsu chiyoko chizuko cho choi chris christa christian"
	" christina christine christof christoph christopher chung claire"
	" clara clark clarke claude claudia claudio club contact cook cooper"
	" cox craig ",
	['d' - 'a'] =
	" dai daichi daigo daiki daisaku daisuke dan dana daniel daniela"
	" danielle dave david davide davies davis dean denis denise dennis"
	" diana diane dick dina director doi dominic dominik dominique don"
	" donna doris ",
	['e' - 'a'] =
	" east edgar edith eduard eduardo edward edwards eigyo eiichi eiji"
	" eiko elen elena ella ellen ema emi emiko emil emile emily endo enma"
	" enomoto enrico enrique eri eric erik erika eriko erin ernest ernst"
	" eto etsuko eugen eugene eva evan evans ",
	['f' - 'a'] =
	" fabian fabien fabio factory felix finance fischer fisher fox"
	" frances francesca francesco francis francisco franck frank franz"
	" fred freda frieda fugo fujii fujikawa fujimori fujimoto fujino"
	" fujisawa fujishima fujita fujiwara fujiyoshi fuka fukasawa fukuda"
	" fukui fukumoto fukunaga fukuoka fukushima fumi fumihiro fumika"
	" fumiko fumio furukawa furuta furuya ",
	['g' - 'a'] =
	" gabriel gabriela gabriele gakumu garcia gary gen genki geoff georg"
	" george georges georgia gerard gerd gerhard gerry gina gino goro"
	" goto grace graham gray green greg grey group guido ",
	['h' - 'a'] =
	" haga hagiwara hajime hall hamada hamaguchi hana hanada hanako hanna"
	" hannah hans hansen hanson hanssen hara harada harry haruka haruki"
	" haruko harumi haruo haruto hasegawa hashimoto hatsue hattori"
	" hayakawa hayashi hayashida hayato heidi heike heinz helen helena"
	" help helpdesk henri henrik henry hidaka hideaki hideki hidenori"
	" hideo hidetoshi higa higashi higuchi hikari hikaru hill hina hinata"
	" hirai hirakawa hirano hiraoka hirata hirayama hiroaki hirokazu"
	" hiroki hiroko hiromi hiromu hironori hirose hiroshi hiroshima"
	" hirotaka hiroya hiroyuki hisada hisako hisao hisashi hitoshi holger"
	" holmes honda honma honoka honsha hori horie horikawa horiuchi hoshi"
	" hoshino hosokawa hotta howard hughes ",
	['i' - 'a'] =
	" ian ichikawa ichiro ida igarashi iida iijima ikeda ikegami ikuta"
	" imai imaizumi imamura inaba inada inagaki ines info information"
	" inga inge ingo ingrid inoe iori irene irina isabel isabella"
	" isabelle isamu ishibashi ishida ishihara ishii ishikawa isobe"
	" itagaki ito itsuki itsuko ivan iwai iwamoto iwamura iwasaki iwase"
	" iwashita iwata izumi ",
	['j' - 'a'] =
	" jack jackson jacob jacques jake jakob james jamie jan jane janet"
	" jang jansen janssen jason jay jean jeanne jeff jensen jerry jim"
	" jimu jimukyoku jinji jiro joan jobs joe joel johansson johnston jon"
	" jones jonson jose josef joseph josh juan judith julia julian"
	" juliana julie julien julio jun june jung junichi junji junko junya"
	" jurgen ",
	['k' - 'a'] =
	" kachi kachie kaede kaho kai kaihatsu kaikei kaito kaji kajiwara"
	" kamada kamata kamiya kan kana kanae kanai kanako kanata kanazawa"
	" kanda kaneda kaneko kang kanno kanon kanri kaori kaoru karasawa"
	" karen karin karina karl karlsson kasahara kasai kataoka katayama"
	" kate katharina katherine kathy katja kato katsuhiko katsumi katsuo"
	" katsura katsuya kawabata kawada kawaguchi kawahara kawai kawakami"
	" kawamura kawanishi kawano kawasaki kawashima kay kayo kayoko kazama"
	" kazue kazuhiko kazuhiro kazuki kazuko kazuma kazumi kazunori kazuo"
	" kazuto kazuya kazuyuki kei keiichi keiji keiko keiri keisuke keita"
	" kelly ken kenichi kenji kenkyu kenta kentaro kerry khan kido kikaku"
	" kikuchi kikuta kim kimiko kimura kin king kinjo kinoshita kirsten"
	" kishi kishimoto kita kitagawa kitamura kitano kiyomi kiyoshi"
	" kiyotaka klaus klein kobayashi kobe koda kodama koga kogure koharu"
	" kohei koho koichi koike koizumi koji kojima koki kokoro kokubo"
	" komatsu komatsubara komiya komori kondo konishi konno kosaka"
	" koshiro kosugi kosuke kota kotani kotaro kotone koyama koyanagi"
	" kris kubo kubota kudo kumagai kumar kumi kumiko kunihiko kuniko"
	" kunio kurita kuriyama kuroda kurokawa kuroki kurosawa kurt kusakabe"
	" kusano kuwabara kuwahara kwon kyohei kyoko kyomu kyosuke kyoto ",
	['l' - 'a'] =
	" lab labo lang lange larry laura laure lauren laurent lawrence lea"
	" leah lee legal len lena leo leon leona lewis library lim lin lina"
	" ling lisa lise liu liz liza long lopez louis louise luca lucas"
	" lucia lucy luis luisa lukas luke lydia lynn ",
	['m' - 'a'] =
	" machida maeda maekawa mahiro maho mai maier mail maki makiko makino"
	" makoto mami mamoru mana manabu manager manami manfred manuel"
	" manuela marc marcel marco marcos marcus margaret margarita mari"
	" maria marian marie mariko marina marino mario marion mark marketing"
	" markus marta martha martin martina martinez maruyama mary masaaki"
	" masae masahiko masahiro masaki masako masami masanori masao masaru"
	" masashi masato masaya masayuki masuda masumi mateo matsubara"
	" matsuda matsui matsumoto matsunaga matsuo matsura matsushita"
	" matsuyama matt mattea matteo maurice max maxim maya mayer mayu"
	" mayuko mayumi megumi mei meier melanie melissa member meyer mia"
	" michael michel michele michelle michiko michio mick midori mie"
	" mieko miguel mihara miho mihoko mika mikako mike miki mikiko mikio"
	" mikoto miller mina minako minami minoru mio misaki misako misato"
	" mita mitsuhiro mitsuko mitsuo mitsuru miura miyagawa miyagi miyake"
	" miyamoto miyashita miyata miyazaki miyoko miyoshi miyuki mizuho"
	" mizuki mizuno mizutani mochizuki moe momoka momoko momose monica"
	" monika moor more mori morikawa morimoto morishita morita morris"
	" morrison motoko mueller mukai muller murakami muramatsu muraoka"
	" murata murayama murphy muto mutsumi ",
	['n' - 'a'] =
	" nadia nadine nagai nagao nagasawa nagashima nagata nagisa nagoya"
	" naito nakagawa nakai nakajima nakamura nakanishi nakano nakao"
	" nakashima nakata nakayama nami nana nanako nancy nao naoki naoko"
	" naomi naoya narita narumi natalia natalie natasha natsu natsuki"
	" natsuko natsumi natsuo negishi nelson nemoto nene news nguyen nick"
	" nicola nicolas nicole nielsen nikolas nilsson nina nino nishi"
	" nishida nishikawa nishimura nishino nishioka nishiyama nitta noa"
	" noboru nobuhiro nobuko nobuo nobuyuki noda noguchi nomura norbert"
	" nori norihiko noriko norio noriyuki norman north nozaki nozomi"
	" nyushi ",
	['o' - 'a'] =
	" oba obata ochi ochiai oda office ogasawara ogata ogawa ogura ohara"
	" ohashi ohira oikawa oishi oka okabe okada okamoto okamura okazaki"
	" okito okuda okumura oliver olivia olivier olsen olson omori onishi"
	" ono order orders osaka osaki osamu osawa oscar oshima oskar ota"
	" otsuka otto owen oyama ozaki ",
	['p' - 'a'] =
	" pablo paola paolo park parker pat patricia patricio patrick patrik"
	" paul paula pedro perez perry peter peters petersen peterson petr"
	" petra pettersson pham phil philip philipp philippe philips phillips"
	" pierre pietro postmaster press price ",
	['r' - 'a'] =
	" rachel ralf ralph raul ray read rebecca reception recruit reed"
	" regina rei reid reiko reina ren renate rene renee rich richard rick"
	" rie rieko rika riko rin rina rinako rinka rintaro rio risa risako"
	" rob robert roberta roberto roberts robertson robin robinson roger"
	" rogers rokuro roland rolf roman romana ron rosa rose ross roy rui"
	" ruri russell ruth ryan ryo ryoichi ryoko ryosuke ryota ryoya"
	" ryuichi ryuji ryunosuke ryuta ryutaro ",
	['s' - 'a'] =
	" sabina sabine saburo sachi sachiko sadao sae saeki saeko saito"
	" saiyo sakaguchi sakai sakakibara sakamoto sakata saki sakiko sakuma"
	" sakura sakurada sakurai sale sales sally sam samantha samuel"
	" sanchez sandra sano saori sapporo sara sarah sasada sasaki sato"
	" satoko satomi satoru satoshi satsuki sawa sawada sawako sayaka sayo"
	" sayoko sayuri schmidt schmitt schmitz schneider schultz schulz"
	" schulze scott sean sebastian secretary seiichi seiji seiko seiya"
	" seizo seki sekiguchi sekine sendai sergio service setsuko setsuo"
	" shah sharma shibata shibuya shigeru shiho shihoko shima shimada"
	" shimizu shimoda shimon shimona shimone shimura shingo shinichi"
	" shinji shinobu shinohara shinozaki shintaro shinya shiori shiota"
	" shirai shiraishi shiro shiten shizuka shizuko sho shogo shohei"
	" shoji shoko shop shota shuhei shuichi shuji shuko shun shunichi"
	" shunji shunsuke shunya silvia silvio singh smith smyth sofia soma"
	" somu sonia sonoda sophia sophie sora sota south staff stan stefan"
	" stefania stefanie stephan stephanie stephen steve steven stewart"
	" stuart subaru suda sudo sue suga sugao sugawara sugimoto sugino"
	" sugita sugiyama sumiko sumire support susan susana susanne susumu"
	" suzuka suzuki suzuko sven sylvia sylvie ",
	['t' - 'a'] =
	" tabata tachibana tada tadashi taguchi tahara taichi taiga taiki"
	" tajima takada takagi takahashi takahiko takahiro takako takamura"
	" takano takanori takao takase takashi takashima takaya takayama"
	" takayuki takeda takei takemoto takemura takenaka takeshi takeuchi"
	" takizawa taku takuma takumi takuro takuto takuya tamai tamaki"
	" tamami tamiya tamura tanabe tanaka tani tania taniguchi tanja tara"
	" taro tashiro tatsuhiko tatsuki tatsuo tatsuro tatsuya taylor team"
	" ted teppei terada terao teresa terry teruko teruo test tetsuji"
	" tetsuo tetsuya tezuka theo theresa therese thomas thompson thomson"
	" tim toda togashi tokiko tokuo tokyo tom toma tomas tominaga tomita"
	" tomo tomoaki tomoe tomohiro tomoki tomoko tomomi tomonori tomoya"
	" tomoyuki tony toru toshiaki toshihiko toshihiro toshiko toshio"
	" toshiya toshiyuki towa toya toyama toyoda tracey tracy tran tsubaki"
	" tsubasa tsuchida tsuchiya tsuda tsuji tsukada tsukamoto tsukasa"
	" tsuneo tsuru tsutomu tsutsui tsuyoshi turner ",
	['u' - 'a'] =
	" uchida uchiyama ueda uehara uemura ueno uketsuke umeda umehara umi"
	" uno usui uwe ",
	['v' - 'a'] =
	" valentin valentina valeria valerie vera victor victoria viktor"
	" vincent vladimir ",
	['w' - 'a'] =
	" wada wagner wakabayashi walker walter wang ward washizu watanabe"
	" wataru web webber weber webmaster wendy werner west white wilhelm"
	" will william wilson wolfgang wong wood woods wright ",
	['y' - 'a'] =
	" yae yagi yaguchi yajima yamada yamagata yamagishi yamaguchi"
	" yamakawa yamamoto yamanaka yamane yamaoka yamasaki yamashita yamato"
	" yamauchi yamazaki yanagi yanagisawa yanai yano yasuaki yasuda"
	" yasuhiko yasuhiro yasui yasuko yasuo yasushi yasuyuki yohei yoichi"
	" yoko yokoi yokota yokoyama yoneda yonezawa yoshida yoshie yoshihiko"
	" yoshihiro yoshikawa yoshiki yoshiko yoshimi yoshimoto yoshimura"
	" yoshino yoshinori yoshio yoshioka yoshiro yoshitaka yoshiyuki"
	" yoshizawa yota young yua yuasa yudai yuhei yui yuichi yuina yuji"
	" yuka yukako yukari yuki yukie yukihiro yukiko yukina yukio yuko"
	" yuma yumeka yumi yumiko yuna yuri yurie yuriko yuriya yusaku yusei"
	" yusuke yuta yutaka yuto yuya yuzu yuzuki yves yvonne ",
	['z' - 'a'] =
	" zhang zhao zoe ",
};
/* clang-format on */
