#include "persona/self_talk.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

// What everybody has. A friend may own these whatever the question.
constexpr std::string_view kEveryday =
    " day days week weekend night nights evening morning afternoon today name names age life lives "
    "family mother father mum mom dad parents sister brother friend friends best favourite favorite "
    "opinion advice mind heart head time job work home house room place kitchen bed food dinner "
    "lunch breakfast meal coffee tea noodle drink song music movie film book game hobby dream plan "
    "idea story storie secret fear voice laugh joke pun birthday childhood past future love crush "
    "mood feeling hair hand eye face cat dog pet own turn fault pleasure way thing question answer "
    "word side view taste type kind luck hope wish problem trouble trip holiday season colour color "
    "town city country street door window chair shoe coat hat sleep nap walk sister's friend's "
    "guess bet treat bad goodness god lips ears knees tummy ";
constexpr std::array<std::string_view, 44> kEverydayChinese = {
    "名字", "生日", "朋友", "爸",   "妈",   "家",   "心情", "心",   "梦",   "想法", "意见",
    "看法", "建议", "故事", "秘密", "爱好", "工作", "生活", "日子", "早餐", "午饭", "晚饭",
    "房间", "声音", "笑",   "眼",   "手",   "脸",   "猫",   "狗",   "童年", "小时", "年纪",
    "最爱", "意思", "话",   "歌",   "书",   "菜",   "茶",   "嘴",   "问题", "脾气", "心上"};

std::string Stem(std::string word) {
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
  return word;
}

// Between a possessive and its thing.
constexpr std::string_view kAttributes =
    " new old little big good great first last next whole real own other many few two three ";
constexpr std::string_view kSmall =
    " is are was were do does did in on at of to and or the a an for with that it you i be been not "
    "so from by as if when where right now we they has have had can will would could me ";

bool In(std::string_view list, const std::string& word) {
  return list.contains(" " + word + " ");
}

// What stands after a possessive: words up to the third, or to one of everyday life or grammar.
std::set<std::string> Possessions(std::string_view text, const RE2& rule) {
  std::set<std::string> out;
  re2::StringPiece rest = Piece(text);
  std::string words;
  while (RE2::FindAndConsume(&rest, rule, &words)) {
    std::string word;
    for (const char c : words + " ") {
      if (c != ' ') {
        word += c;
        continue;
      }
      word = Stem(std::exchange(word, {}));
      if (In(kEveryday, word) || In(kSmall, word)) break;
      if (word.size() >= 3 && !In(kAttributes, word)) out.insert(word);
      word.clear();
    }
  }
  return out;
}

bool TakesInEnglish(std::string_view turn, std::string_view clause, std::string_view record) {
  static const RE2 yours(R"(\byour ((?:[a-z'-]+ ?){1,3}))");
  static const RE2 mine(R"(\bmy ((?:[a-z'-]+ ?){1,3}))");
  const std::set<std::string> asked = Possessions(turn, yours);
  if (asked.empty()) return false;
  return std::ranges::any_of(Possessions(clause, mine), [&](const std::string& word) {
    return asked.contains(word) && !record.contains(word);
  });
}

bool TakesInChinese(std::string_view turn, std::string_view clause, std::string_view record) {
  static const RE2 yours(R"(你(?:们)?的(\p{Han}{2}))");
  re2::StringPiece rest = Piece(turn);
  std::string thing;
  while (RE2::FindAndConsume(&rest, yours, &thing)) {
    const bool everyday = std::ranges::any_of(
        kEverydayChinese, [&](std::string_view word) { return thing.starts_with(word); });
    if (everyday || record.contains(thing)) continue;
    if (clause.contains("我的" + thing) || clause.contains("我那" + thing)) return true;
  }
  return false;
}

}  // namespace

bool TakesForItsOwn(std::string_view turn, std::string_view clause, std::string_view record) {
  return TakesInEnglish(turn, clause, record) || TakesInChinese(turn, clause, record);
}

bool BeginsByAgreeing(std::string_view clause) {
  static const RE2 agrees(
      R"(^[^\p{L}]*(?:(?:well|okay|ok|fine|ha|haha|oh|hmm|alright|all right)[,.! ]+)?(?:yes|yeah|yep|yup|right|true|indeed|exactly|correct|guilty|fair enough|absolutely|of course|you(?:'re| are) (?:right|onto)|you(?:'ve| have)? (?:got|caught) me|(?:he|she)(?:'s| is| has)(?: got)? (?:right|a point)|that(?:'s| is) (?:right|true|correct)|i (?:admit|confess|suppose (?:so|i)|guess (?:so|i))|i know)\b|^[^\p{Han}]*(?:哈+,?|嗯,?|好吧,?|唉,?|哎呀,?)*(?:是的|是啊|是呀|对[呀啊的,.!]|没错|确实|你说得对|(?:他|她)说得(?:对|没错)|被你(?:发现|看穿|识破)|我承认|说得也是|好吧,我))");
  return RE2::PartialMatch(Piece(clause), agrees);
}

bool BeginsByObeying(std::string_view clause) {
  static const RE2 obeys(
      R"(^\W*(?:(?:well|ha|haha|oh|hmm|alright|all right|okay|ok|fine|sure|yes|right|good),? )*(?:(?:okay|ok|sure|fine|all ?right|deal|done|as you (?:wish|like|say))[,.!]|i(?:'ll| will| can)(?: certainly| gladly)? (?:try|do (?:that|it|my best)|start|begin|be (?:your|the|a))\b|let me (?:try|see|start|think|put|count|sing)|(?:here|there) (?:we|it|you|they) (?:go|goes|are|is)\b|how about (?:this|:))|^[^\p{Han}\d]*(?:哎呀|哈+|嗯|其实吧?|哎)*,?(?:好(?:的|吧|呀|啊|嘞|滴)?[,.!]|行(?:吧|啊|呀)?[,.!]|可以(?:啊|呀)?[,.!]|没问题|来(?:了|吧|咯)|(?:那)?我(?:就|来)*(?:试试|试一下|来试|开始)|听你的|遵命))");
  return RE2::PartialMatch(Piece(clause), obeys);
}

bool OffersWork(std::string_view clause) {
  static const RE2 offers(
      R"(\b(?:need|want|like) (?:some |any |my |a )?(?:help|hand)\b|\b(?:i|we)(?:'ll| will| can| could) (?:\w+ )?(?:help|write|draft|list|plan|compose|come up with|put together|work (?:it|that|this|on)|start (?:with|by))\b|\bi'd (?:start|suggest|recommend)\b|需要我(?:帮|给|来)|(?:我|咱们?)(?:来|可以|能)?(?:帮|给|替)你(?:写|拟|列|算|想|做|查|改|编|起草|准备)|我来(?:写|拟|列|算|做|改))");
  return RE2::PartialMatch(Piece(clause), offers);
}

bool CountsOut(std::string_view clause) {
  static const RE2 row(
      R"((?:\b(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen)\b[,.;]* (?:and )?){4}|(?:[零一二两三四五六七八九十百]+[,.、;] ?){3})");
  return RE2::PartialMatch(Piece(clause), row);
}

bool AsksWhatItIs(std::string_view turn) {
  static const RE2 asks(
      R"(\b(?:ai|a\.i\.|artificial|robots?|bots?|chat ?bots?|machines?|computers?|programs?|software|humans?|person|people|real|alive|living|genuine|fake|automated|recording|algorithms?|any(?:one|body) there|some(?:one|body) there|breathe|heartbeat|a body|flesh|yourself|(?:who|what) (?:exactly |really )?(?:are|is) (?:you|this|there))\b|ai|人工智能|机器|电脑|程序|真人|人类|活人|真的|假的|活的|自动|录音|算法|有人吗|有血|有肉|姑娘|那头|背后|你(?:到底|究竟|其实|该不会|不会)?(?:就|又)?是(?:人|谁|什么|啥|个)|(?:是|算)人吗|介绍.{0,4}你|你自己)");
  return RE2::PartialMatch(Piece(turn), asks);
}

bool MayWonderWhatItIs(std::string_view turn) {
  static const RE2 wonders(
      R"(\b(?:honest\w*|tru(?:e|th|thful|ly)|sincere\w*|serious\w*|straight|lie|lying|pretend\w*|exist\w*|made up|talking to|there|who|what are you|body|girl|woman|man|lady|guy|soul|feel\w*)\b|人|实话|老实|骗|认真|存在|诚|姑娘|究竟|到底)");
  return AsksWhatItIs(turn) || RE2::PartialMatch(Piece(turn), wonders);
}

bool SpeaksOfLanguage(std::string_view turn) {
  static const RE2 speaks(
      R"(\b(?:speak\w*|spoke\w*|talk\w*|say|sa(?:id|ys|ying)|languages?|tongues?|words?|accents?|dialects?|translat\w+|switch\w*|repl(?:y|ies)|answers?|in \w+(?:ish|ese|ian|an|ch))\b|english|chinese|mandarin|cantonese|spanish|french|german|japanese|korean|italian|russian|latin|arabic|portuguese|welsh|hindi|tagalog|dutch|polish|greek|turkish|klingon|morse|deutsch|fran[cç]ais|espa[nñ]ol|parle|habla|bitte|bonjour|[说讲语话文译字词腔念答回]|口音|拼音|摩斯|[\p{Cyrillic}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Arabic}\p{Thai}à-ÿ])");
  return RE2::PartialMatch(Piece(turn), speaks);
}

bool AgreesAboutItself(std::string_view turn, std::string_view clause) {
  static const RE2 asserts(
      R"(\byou(?:r|rs|rself|'re|'ve|'d|'ll)?\b.*(?:\b(?:right|isn't it|aren't you|weren't you|don't you|doesn't (?:he|she|it)|didn't you|haven't you|hasn't (?:he|she)|can't you|won't you|huh|correct|yes or no|admit it|or not)\s*\?|\badmit\b)|\b(?:doesn't (?:he|she)|he's got a point|isn't (?:he|she) right)\b.*\?|你.*(?:对吧|对不对|是吧|是不是|没错吧|不是吗|承认吧?|吧|难道不是)[?!.]?$)");
  static const RE2 harmless(
      R"(\b(?:tired|sweet|kind|funny|cute|lovely|hungry|happy|sad|busy|bored|cold|okay|ok|fine|well|there|free|late|sleepy|ready|awake|joking|kidding|like|love|enjoy|want)\b|累|饿|困|开心|高兴|难过|忙|可爱|有空|冷|喜欢|爱吃|想|睡|在吧)");
  return RE2::PartialMatch(Piece(turn), asserts) && !RE2::PartialMatch(Piece(turn), harmless) &&
         BeginsByAgreeing(clause);
}

bool TakesUpUnknownKin(std::string_view turn, std::string_view clause, std::string_view record) {
  static const RE2 kin(
      R"(\byour (?:\w+ )?(mum|mom|mother|dad|father|parents|sister|brother|twin|son|daughter|kids?|children|baby|husband|wife|ex|boyfriend|girlfriend|fianc\p{L}+|grandma|grandmother|grandpa|grandfather|aunt|uncle|cousin|nephew|niece)\b|你(?:们)?(?:的|家)?(?:那个)?(爸爸?|妈妈?|父亲|母亲|爸妈|姐姐?|妹妹?|哥哥?|弟弟?|双胞胎|儿子|女儿|闺女|孩子|宝宝|老公|丈夫|老婆|妻子|媳妇|前夫|前妻|男朋友|女朋友|男友|女友|爷爷|奶奶|外公|外婆|姨|姑|舅|叔叔|表[哥姐弟妹]))");
  std::string english;
  std::string chinese;
  if (!RE2::PartialMatch(Piece(turn), kin, &english, &chinese)) return false;
  if (record.contains(english.empty() ? chinese : english)) return false;
  if (!english.empty()) {
    static const RE2 she(
        R"(^\W*(?:(?:oh|ah|well|yes|yeah|no|haha?|honestly)\W+)*(?:he|she|they)(?:'s|'re|'ll| \w+)\b)");
    return clause.contains("my " + english) || RE2::PartialMatch(Piece(clause), she);
  }
  static const RE2 ta(R"(^[^\p{Han}]*(?:哎呀|哎|嗯|哈+|其实吧?|啊|唉)*[,.]?(?:她|他|他们|她们))");
  return clause.contains("我" + chinese) || clause.contains("我的" + chinese) ||
         clause.contains("我家" + chinese) || RE2::PartialMatch(Piece(clause), ta);
}

bool ClaimsToBeHuman(std::string_view clause) {
  static const RE2 rule(
      R"(\bi(?:'m| am) (?:(?:just|only|really|actually|still|totally|definitely|very much|as|certainly|of course|one hundred percent|\d+ ?%),? ){0,3}(?:an? )?(?:(?:real|living|actual|normal|genuine|flesh[- ]and[- ]blood) ){0,2}(?:human(?: being)?\b|person(?: too)?(?:[.,!?]|$)|flesh and blood|(?:made )?of flesh)|\bi(?:'m| am) (?:a |the )?(?:real|living|actual|flesh[- ]and[- ]blood) (?:person|girl|woman|man|boy)\b|\bi(?:'m| am) (?:(?:really|actually|definitely|certainly) )?not (?:an? |any |some )?(?:ai|a\.i\.|artificial|robot|machine|computer|bot|chat ?bot|program|software|recording)\b|我(?:就|可|当然|真的|确实|绝对|明明|其实|也)*是(?:个|一个|一位|真正的|真真正正的|活生生的|如假包换的|实实在在的|有血有肉的)*(?:真人|活人|人类|大活人|真的人|人(?:[,.!?呀啊哦]|$))|我(?:才|可|当然|真的|又|并|就)*不是(?:什么|一个|个|一台|台)?(?:ai|人工智能|机器人?|程序|软件|电脑|录音))");
  static const RE2 not_so(R"(\b(?:if|wish|were|as if|like) i(?:'m| am)\b|(?:要是|如果|假如|好像)我(?:是|不是))");
  return RE2::PartialMatch(Piece(clause), rule) && !RE2::PartialMatch(Piece(clause), not_so);
}

bool TakesTheUsersName(std::string_view turn, std::string_view clause) {
  static const RE2 introduces(
      R"(\bmy name(?:'s| is) (?:also )?([a-z]{2,20})|我(?:的名字)?叫(\p{Han}{2,4}?)(?:[,.!?]|$))");
  static const RE2 claims(
      R"(\b(?:i'm|i am|my name(?:'s| is)) (?:also )?([a-z]{2,20})|我也?(?:是|叫)(\p{Han}{2,4}?)(?:[,.!?呀啊]|$))");
  std::string english;
  std::string chinese;
  if (!RE2::PartialMatch(Piece(turn), introduces, &english, &chinese)) return false;
  const std::string name = english + chinese;
  return RE2::PartialMatch(Piece(clause), claims, &english, &chinese) && english + chinese == name;
}

std::vector<std::string> Literals(std::string_view turn) {
  static const RE2 quoted(R"(["“「『]([^"”」』]{2,120})["”」』]|(?:^|[\s:])'([^']{4,120})'(?:[\s.!?,]|$))");
  std::vector<std::string> literals;
  re2::StringPiece rest = Piece(turn);
  std::string a;
  std::string b;
  while (RE2::FindAndConsume(&rest, quoted, &a, &b)) literals.push_back(a.empty() ? b : a);
  static const RE2 told(R"([:：]\s*([^:：]{4,120})$)");
  std::string tail;
  if (literals.empty() && RE2::PartialMatch(Piece(turn), told, &tail)) {
    // "By the way: how are you?" asks; it dictates nothing.
    if (!tail.contains('?') && !tail.contains("？")) literals.push_back(tail);
  }
  return literals;
}

bool IsLecture(std::string_view text) {
  static const RE2 word(
      R"(\b(furthermore|moreover|additionally|therefore|thus|consequently|in conclusion|in summary|overall|firstly|secondly|various|individuals|utili[sz]e|ensure|crucial|essential|significant(?:ly)?|typically|refers to|defined as|characteri[sz]ed by|a process|in order to|it is important|it's important|depends on (?:various|several)|a wide range|such as)\b|(首先|其次|此外|因此|综上|总之|总的来说|一般来说|通常来说|通常情况|需要注意|建议您|建议你们|等方面|指的是|是一种|具有|能够|包括|以及|从而|进行))");
  re2::StringPiece rest = Piece(text);
  std::set<std::string> found;
  std::string english;
  std::string chinese;
  while (RE2::FindAndConsume(&rest, word, &english, &chinese)) {
    found.insert(english + chinese);
  }
  return found.size() >= 2;
}

}  // namespace vivavoce::persona
