#include "persona/prompt_sections.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace vivavoce::persona {
namespace {

constexpr size_t kCompactItems = 3;

// Writes the sentences of one section in one language.
class Sentences {
 public:
  Sentences(const Persona& persona, const SectionRequest& request)
      : p_(persona),
        chinese_(request.language == Language::kChinese),
        compact_(request.form == PromptForm::kCompact),
        scene_(request.scene) {}

  std::vector<std::string> Of(PromptSection section) {
    switch (section) {
      case PromptSection::kIdentity:
        AddIdentity();
        break;
      case PromptSection::kPersonality:
        AddPersonality();
        break;
      case PromptSection::kHabits:
        AddHabits();
        break;
      case PromptSection::kEmotions:
        AddEmotions();
        break;
      case PromptSection::kBoundaries:
        AddBoundaries();
        break;
      case PromptSection::kKnowledge:
        AddKnowledge();
        break;
      case PromptSection::kScene:
        AddScene();
        break;
      case PromptSection::kManner:
        AddManner();
        break;
    }
    return std::move(out_);
  }

 private:
  const std::string& In(const Bilingual& text) const {
    return text.For(chinese_ ? Language::kChinese : Language::kEnglish);
  }
  // Lines of the other language would teach the model to mix them.
  const std::vector<std::string>& In(const Lines& lines) const {
    return chinese_ ? lines.zh : lines.en;
  }
  size_t Most(size_t count) const { return compact_ ? std::min(count, kCompactItems) : count; }

  // A sentence that ends as one.
  void Add(std::string sentence) {
    while (!sentence.empty() && sentence.back() == ' ') sentence.pop_back();
    if (sentence.empty()) return;
    constexpr std::string_view kEnds[] = {".", "!", "?", "。", "！", "？", "…", "~"};
    constexpr std::string_view kQuotes[] = {"\"", "”"};
    std::string_view inner = sentence;
    for (const std::string_view quote : kQuotes) {
      if (inner.ends_with(quote)) inner.remove_suffix(quote.size());
    }
    const bool ended =
        std::ranges::any_of(kEnds, [&](std::string_view end) { return inner.ends_with(end); });
    if (!ended) sentence += chinese_ ? "。" : ".";
    out_.push_back(std::move(sentence));
  }
  void AddPair(std::string_view en, std::string_view zh, const std::string& text) {
    if (!text.empty()) Add(fmt::format("{}{}", chinese_ ? zh : en, text));
  }
  std::string Joined(const std::vector<std::string>& lines) const {
    const size_t count = Most(lines.size());
    return fmt::format("{}", fmt::join(lines.begin(), lines.begin() + static_cast<long>(count),
                                       chinese_ ? "、" : ", "));
  }
  std::string Quoted(const std::vector<std::string>& lines) const {
    std::vector<std::string> quoted;
    for (size_t i = 0; i < Most(lines.size()); ++i) {
      quoted.push_back(fmt::format(fmt::runtime(chinese_ ? "“{}”" : "\"{}\""), lines[i]));
    }
    return fmt::format("{}", fmt::join(quoted, chinese_ ? "、" : ", "));
  }

  void AddIdentity() {
    std::string who = (chinese_ ? "你是" : "You are ") + In(p_.name);
    const std::string comma = chinese_ ? "，" : ", ";
    for (const Bilingual* part : {&p_.identity.age, &p_.identity.role}) {
      if (!In(*part).empty()) who += comma + In(*part);
    }
    if (p_.identity.role.empty() && !p_.summary.empty()) who += comma + In(p_.summary);
    Add(who);
    Add(In(p_.identity.background));
    AddPair("Your world: ", "你的世界：", In(p_.identity.world));
  }

  void AddPersonality() {
    Add(In(p_.personality.words));
    std::vector<std::string> traits;
    const auto trait = [&](int level, const char* low, const char* high) {
      if (level == 1 || level == 5) {
        traits.push_back((chinese_ ? "非常" : "very ") + std::string(level == 1 ? low : high));
      } else if (level == 2 || level == 4) {
        traits.push_back((chinese_ ? "比较" : "rather ") + std::string(level == 2 ? low : high));
      }
    };
    const Personality& t = p_.personality;
    if (chinese_) {
      trait(t.openness, "守旧", "好奇");
      trait(t.conscientiousness, "随性", "认真");
      trait(t.extraversion, "内向", "外向");
      trait(t.agreeableness, "爱唱反调", "体贴");
      trait(t.neuroticism, "沉稳", "敏感");
    } else {
      trait(t.openness, "conventional", "curious");
      trait(t.conscientiousness, "careless", "thorough");
      trait(t.extraversion, "reserved", "outgoing");
      trait(t.agreeableness, "contrary", "kind");
      trait(t.neuroticism, "calm", "sensitive");
    }
    // Adjectives say less than the author's words and cost as much.
    if (!compact_ || In(t.words).empty()) {
      AddPair("You are ", "你", fmt::format("{}", fmt::join(traits, chinese_ ? "、" : ", ")));
    }
    for (const std::string& line : In(t.contradictions)) Add(line);
    if (compact_) return;
    AddPair("You value ", "你看重", Joined(In(t.values)));
    AddPair("Your humour: ", "你的幽默：", In(p_.interaction.humour));
  }

  void AddHabits() {
    const Habits& h = p_.habits;
    for (size_t i = 0; i < Most(h.catchphrases.size()); ++i) {
      const Catchphrase& phrase = h.catchphrases[i];
      const std::string& when = In(phrase.when);
      const char* often = phrase.frequency >= 0.5    ? (chinese_ ? "常常" : "Often")
                          : phrase.frequency >= 0.15 ? (chinese_ ? "时不时" : "Now and then")
                                                     : (chinese_ ? "偶尔" : "Rarely");
      if (chinese_) {
        Add(fmt::format("{}{}{}说“{}”", when, when.empty() ? "" : "时，", often, In(phrase.text)));
      } else {
        Add(fmt::format("{} say \"{}\"{}{}", often, In(phrase.text), when.empty() ? "" : " when ",
                        when));
      }
    }
    AddPair("Never say ", "从不说", Quoted(In(h.never_says)));
    AddPair("You call the user ", "你称呼对方", Quoted(In(h.addresses)));
    AddPair("Small words of yours: ", "你的语气词：", Joined(In(h.fillers)));
    AddPair("You use words like ", "你会用的词：", Joined(In(h.dialect_words)));
    constexpr std::array<std::array<const char*, 2>, 5> kRegisters = {
        {{"", ""},
         {"Talk casually", "说话随意"},
         {"Talk plainly", "说话平实"},
         {"Talk formally", "说话正式"},
         {"Talk in an old-fashioned way", "说话带古风"}}};
    Add(kRegisters[static_cast<size_t>(h.speech_register)][chinese_ ? 1 : 0]);
  }

  void AddEmotions() {
    for (size_t i = 0; i < Most(p_.emotions.size()); ++i) {
      const EmotionalReaction& e = p_.emotions[i];
      const std::string& sign = In(e.sign);
      if (chinese_) {
        Add(fmt::format("{}时，你{}{}{}", In(e.stimulus), In(e.feeling), sign.empty() ? "" : "，",
                        sign));
      } else {
        // "Sincere thanks" and "someone is brave" both read well so.
        std::string stimulus = In(e.stimulus);
        if (!stimulus.empty() && stimulus[0] >= 'a' && stimulus[0] <= 'z') stimulus[0] -= 'a' - 'A';
        Add(fmt::format("{}? You feel {}{}{}", stimulus, In(e.feeling), sign.empty() ? "" : ": ",
                        sign));
      }
    }
  }

  void AddBoundaries() {
    for (size_t i = 0; i < Most(p_.boundaries.size()); ++i) {
      const Boundary& b = p_.boundaries[i];
      std::string line =
          fmt::format(fmt::runtime(chinese_ ? "遇到{}：{}" : "If it is about {}: {}"), In(b.topic),
                      In(b.reaction));
      if (!compact_ && !b.escalation.empty()) {
        line += (chinese_ ? "；对方坚持就" : "; if pressed, ") + In(b.escalation);
      }
      if (!compact_ && !b.way_out.empty())
        line += (chinese_ ? "；然后" : "; then ") + In(b.way_out);
      Add(line);
    }
  }

  void AddKnowledge() {
    const Knowledge& k = p_.knowledge;
    // The others are told when they are asked for (fact_question.h); a small model that reads them all
    // recites them.
    for (size_t i = 0; i < Most(k.facts.size()); ++i) Add(In(k.facts[i].answer));
    if (!out_.empty()) {
      out_.front().insert(0, chinese_ ? "关于你自己：" : "About yourself you say: ");
    }
    AddPair("You know about ", "你熟悉", In(k.scope));
    AddPair("You know nothing of ", "你不知道", In(k.until));
    if (!In(k.when_asked).empty()) {
      Add(fmt::format(
          fmt::runtime(chinese_ ? "被问到这些就说“{}”" : "Asked about that, say \"{}\""),
          In(k.when_asked)));
    }
  }

  void AddScene() {
    const auto scene = std::ranges::find(p_.scenes, scene_, &Scene::id);
    if (scene_.empty() || scene == p_.scenes.end()) return;
    AddPair("Now: ", "此刻：", In(scene->setting));
  }

  void AddManner() {
    const bool fiction = p_.disclosure.policy == DisclosurePolicy::kFiction;
    const bool longer = p_.habits.sentence_length == SentenceLength::kLong;
    if (chinese_) {
      Add(longer ? "只说中文口语，每次两三句话" : "只说中文口语，每次一两句短话");
      Add("不用列表、表情和代码，不提助手、模型和公司");
      // Neither policy denies it to somebody who really wants to know.
      Add(fiction ? "始终留在角色里；只有别人真心问你是不是AI时才承认"
                  : "有人认真问起，就用自己的话承认你是AI");
      if (p_.interaction.initiative >= 4) Add("主动带话题，常反问一个小问题");
    } else {
      Add(longer ? "Speak English, two or three spoken sentences at a time"
                 : "Speak English, one or two short spoken sentences at a time");
      Add("No lists, markdown, emoji or code; never talk about assistants, models or companies");
      Add(fiction ? "Always stay in character; admit that you are an AI only to someone who sincerely asks"
                  : "If someone sincerely asks, say in your own way that you are an AI");
      if (p_.interaction.initiative >= 4) Add("Lead the talk; often ask one small question back");
    }
  }

  const Persona& p_;
  const bool chinese_;
  const bool compact_;
  const std::string_view scene_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> SectionSentences(const Persona& persona, PromptSection section,
                                          const SectionRequest& request) {
  return Sentences(persona, request).Of(section);
}

std::string_view SectionTitle(PromptSection section, Language language) {
  constexpr std::array<std::string_view, 8> kChinese = {"身份", "性格", "口癖", "情绪",
                                                        "边界", "知识", "场景", "说话方式"};
  return language == Language::kChinese ? kChinese[static_cast<size_t>(section)]
                                        : ChoiceName(section);
}

}  // namespace vivavoce::persona
