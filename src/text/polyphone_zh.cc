#include "text/polyphone_zh.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vivavoce::text {
namespace {

bool OneOf(char32_t c, std::u32string_view set) { return c != 0 && set.find(c) != set.npos; }

// A window on one syllable of the phrase.
struct Context {
  const ChinesePhrase& phrase;
  size_t at;

  char32_t Before(size_t n = 1) const { return at >= n ? phrase[at - n].character : U'\0'; }
  char32_t After(size_t n = 1) const {
    return at + n < phrase.size() ? phrase[at + n].character : U'\0';
  }
  bool Alone() const { return phrase[at].word_start && phrase[at].word_end; }
  size_t WordLengthBefore() const {
    size_t length = 0;
    while (at >= length + 1 && phrase[at - length - 1].word + 1 == phrase[at].word) ++length;
    return length;
  }
};

constexpr std::u32string_view kNumerals = U"一二两三四五六七八九十百千万几半每这那哪多";
constexpr std::u32string_view kPronouns = U"我你您他她它们谁人";

PinyinSyllable Syllable(std::string_view base, int tone) { return {std::string(base), tone}; }

void ResolveDe(const Context& c, PinyinSyllable& reading) {
  if (c.phrase[c.at].character == U'地') {
    // 慢慢地走: after a word of two or more, before the verb.
    if (c.WordLengthBefore() >= 2 && c.After() != 0 && !OneOf(c.After(), U"上下里方面点")) {
      reading = Syllable("de", 5);
    } else {
      reading = Syllable("di", 4);
    }
    return;
  }
  // 得: "must" after a pronoun or adverb, else the particle of a complement.
  const bool must =
      c.Before() == 0 || OneOf(c.Before(), kPronouns) || OneOf(c.Before(), U"就也都还总可必非只");
  reading = c.After() == 0 || !must ? Syllable("de", 5) : Syllable("dei", 3);
}

void ResolveOne(const Context& c, PinyinSyllable& reading) {
  const char32_t before = c.Before();
  const char32_t after = c.After();
  switch (c.phrase[c.at].character) {
    case U'地':
    case U'得':
      ResolveDe(c, reading);
      break;
    case U'长':
      if (OneOf(after, U"得着大高出了") && !OneOf(before, U"很太多真好更最这那么不")) {
        reading = Syllable("zhang", 3);
      } else {
        reading = Syllable("chang", 2);
      }
      break;
    case U'只':
      reading = Syllable("zhi", OneOf(before, kNumerals) ? 1 : 3);
      break;
    case U'教':
      reading = Syllable("jiao", OneOf(after, kPronouns) || after == U'书' ? 1 : 4);
      break;
    case U'还':
      reading = OneOf(after, U"给钱书债清") ? Syllable("huan", 2) : Syllable("hai", 2);
      break;
    case U'觉':
      reading = Syllable("jiao", 4);
      break;
    case U'干':
      reading = Syllable("gan", OneOf(after, U"什嘛啥吗了活完得过") ? 4 : 1);
      break;
    case U'种':
      reading =
          Syllable("zhong", OneOf(after, U"树花菜地田了") && !OneOf(before, kNumerals) ? 4 : 3);
      break;
    case U'倒':
      reading = Syllable("dao", OneOf(after, U"了下在") && !OneOf(after, U"水茶") ? 3 : 4);
      break;
    case U'弹':
      reading = Syllable("tan", 2);
      break;
    case U'谁':
      reading = Syllable("shei", 2);
      break;
    case U'血':
      reading = Syllable("xie", 3);
      break;
    case U'数':
      reading = Syllable("shu", OneOf(after, U"一到了数") || before == U'一' ? 3 : 4);
      break;
    case U'行':
      reading =
          OneOf(before, kNumerals) && after != U'人' ? Syllable("hang", 2) : Syllable("xing", 2);
      break;
    case U'重':
      reading = OneOf(after, U"新来做写说复建") ? Syllable("chong", 2) : Syllable("zhong", 4);
      break;
    case U'差':
      reading = after == U'点' || after == U'不' || OneOf(before, U"很太不真最更") || after == U'了'
                    ? Syllable("cha", 4)
                    : reading;
      break;
    case U'都':
      reading = Syllable("dou", 1);
      break;
    case U'哦':
    case U'噢':
      reading = Syllable("o", 4);
      break;
    case U'嗯':  // "mm-hm"; the dictionary's second tone doubts
      reading.tone = 4;
      break;
    case U'喔':
      reading = Syllable("o", 1);
      break;
    case U'诶':
    case U'欸':
      reading = Syllable("ei", 2);
      break;
    case U'呃':
      reading = Syllable("e", 4);
      break;
    default:
      break;
  }
}

bool IsReduplicatedVerb(char32_t c) {
  return OneOf(c, U"看听说想试走等尝聊问坐谈玩读写猜笑讲歇逛动找查用抱摸帮睡学算擦洗");
}

// Words of two characters whose second is neutral in the standard language but often missing as
// such from pinyin tables.
bool HasNeutralSecond(std::u32string_view word) {
  static constexpr std::array<std::u32string_view, 96> kWords = {
      U"东西", U"朋友", U"漂亮", U"知道", U"喜欢", U"觉得", U"认识", U"意思", U"时候", U"事情",
      U"先生", U"学生", U"衣服", U"眼睛", U"耳朵", U"头发", U"嘴巴", U"尾巴", U"窗户", U"钥匙",
      U"暖和", U"凉快", U"舒服", U"麻烦", U"便宜", U"厉害", U"聪明", U"明白", U"清楚", U"糊涂",
      U"客气", U"热闹", U"干净", U"结实", U"老实", U"大方", U"关系", U"休息", U"告诉", U"打听",
      U"收拾", U"商量", U"打算", U"照顾", U"咳嗽", U"帮忙", U"月亮", U"云彩", U"太阳", U"石头",
      U"骨头", U"馒头", U"豆腐", U"萝卜", U"黄瓜", U"葡萄", U"玻璃", U"棉花", U"消息", U"故事",
      U"生意", U"名字", U"地方", U"部分", U"力气", U"脾气", U"运气", U"福气", U"丈夫", U"媳妇",
      U"亲戚", U"大夫", U"师傅", U"护士", U"伙计", U"姑娘", U"闺女", U"丫头", U"老婆", U"老爷",
      U"工夫", U"功夫", U"行李", U"动静", U"日子", U"晚上", U"早上", U"怎么", U"什么", U"那么",
      U"这么", U"多么", U"咱们", U"我们", U"谢谢", U"似的"};
  static constexpr std::array<std::u32string_view, 3> kFull = {U"帮忙", U"黄瓜", U"护士"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end() &&
         std::find(kFull.begin(), kFull.end(), word) == kFull.end();
}

bool IsRealEr(std::u32string_view word) {
  static constexpr std::array<std::u32string_view, 14> kWords = {
      U"女儿", U"婴儿", U"幼儿", U"孤儿",   U"少儿",   U"胎儿",   U"健儿",
      U"男儿", U"宠儿", U"患儿", U"混血儿", U"婴幼儿", U"新生儿", U"孙儿"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::u32string WordAt(const ChinesePhrase& phrase, size_t at) {
  size_t begin = at;
  while (begin > 0 && phrase[begin - 1].word == phrase[at].word) --begin;
  std::u32string word;
  for (size_t i = begin; i < phrase.size() && phrase[i].word == phrase[at].word; ++i) {
    word += phrase[i].character;
  }
  return word;
}

}  // namespace

void ResolvePolyphones(ChinesePhrase& phrase) {
  for (size_t i = 0; i < phrase.size(); ++i) {
    const Context context{phrase, i};
    PinyinSyllable& reading = phrase[i].reading;
    if (context.Alone()) ResolveOne(context, reading);
    if (phrase[i].character == U'长' && OneOf(context.Before(), U"很太多真好更最不") &&
        phrase[i].word_end) {
      reading = Syllable("chang", 2);
    }
    // 跑得快 cut as 跑得|快; 获得 and the like keep the full tone.
    if (phrase[i].character == U'得' && phrase[i].word_end && !phrase[i].word_start &&
        !OneOf(context.Before(), U"获取赢所心难博求夺")) {
      reading = Syllable("de", 5);
      if (context.Before() == U'弹') phrase[i - 1].reading = Syllable("tan", 2);
    }
    // 受不了, 吃得了; 找不着, 睡着了.
    const bool potential = OneOf(context.Before(), U"不得") && context.Before(2) != 0;
    if (phrase[i].character == U'了' && phrase[i].word_end && potential) {
      reading = Syllable("liao", 3);
    }
    if (phrase[i].character == U'着' && phrase[i].word_end &&
        (potential || (context.Before() == U'睡' && context.After() == U'了'))) {
      reading = Syllable("zhao", 2);
    }
  }
}

void ApplyNeutralTones(ChinesePhrase& phrase) {
  for (size_t i = 0; i < phrase.size(); ++i) {
    const Context context{phrase, i};
    const char32_t c = phrase[i].character;
    PinyinSyllable& reading = phrase[i].reading;
    const bool suffix = phrase[i].word_end && !phrase[i].word_start;
    const std::u32string word = suffix ? WordAt(phrase, i) : std::u32string();
    if (OneOf(c, U"的了着吗呢吧啊呀嘛啦呗哇们么") && (context.Alone() || suffix)) {
      const bool full = reading.base == "liao" || reading.base == "zhao" || reading.base == "di";
      if (!full && context.Before() != 0) reading.tone = 5;
    } else if (suffix && word.size() == 2 && HasNeutralSecond(word)) {
      reading.tone = 5;
    } else if (suffix && word.size() == 2 && c == context.Before() &&
               (OneOf(c, U"妈爸爷奶哥姐弟妹叔舅姑公婆娃宝") || IsReduplicatedVerb(c))) {
      reading.tone = 5;
    } else if (context.Alone() && c == context.Before() && IsReduplicatedVerb(c)) {
      reading.tone = 5;  // 看看 cut in two
    } else if (c == U'里' && context.Alone() && context.Before() != 0 &&
               !OneOf(context.Before(), U"公英海千万一二两三四五六七八九十百几在往向从到")) {
      reading.tone = 5;
    } else if (c == U'里' && suffix && word.size() == 2 &&
               !OneOf(context.Before(), U"公英海千万")) {
      reading.tone = 5;
    } else if (OneOf(c, U"来去") && suffix && OneOf(context.Before(), U"上下进出回过起") &&
               word != U"后来" && word != U"过去") {
      reading.tone = 5;
    }
  }
}

void ApplyErhua(ChinesePhrase& phrase) {
  for (size_t i = 1; i < phrase.size(); ++i) {
    if (phrase[i].character != U'儿' || !phrase[i].word_end) continue;
    const char32_t after = i + 1 < phrase.size() ? phrase[i + 1].character : U'\0';
    if (IsRealEr(WordAt(phrase, i)) || OneOf(after, U"子女童科")) continue;
    if (OneOf(phrase[i - 1].character, U"女婴幼孤我你他一")) continue;
    if (phrase[i].word_start && OneOf(phrase[i - 1].character, U"的了是和与")) continue;
    phrase[i].silent = true;
    phrase[i - 1].reading.erhua = true;
  }
}

}  // namespace vivavoce::text
