// The closed lists of the persona format. A value's name in a file is at its index in ChoiceNames,
// so parser, writer and schema cannot disagree.
#pragma once

#include <array>
#include <string_view>

namespace vivavoce::persona {

template <typename Choice>
struct ChoiceNames;

// What the persona is to the one it talks with.
enum class Archetype {
  kNone,
  kCompanion,
  kRival,
  kMentor,
  kHost,
  kInterviewer,
  kAssistant,
  kStoryteller,
  kTutor,
  kCustomer,
  kGuide,
  kCharacter
};
template <>
struct ChoiceNames<Archetype> {
  static constexpr std::array<std::string_view, 12> kNames = {
      "",          "companion",   "rival", "mentor",   "host",  "interviewer",
      "assistant", "storyteller", "tutor", "customer", "guide", "character"};
};

enum class Register { kNone, kCasual, kNeutral, kFormal, kArchaic };
template <>
struct ChoiceNames<Register> {
  static constexpr std::array<std::string_view, 5> kNames = {"", "casual", "neutral", "formal",
                                                             "archaic"};
};

enum class SentenceLength { kNone, kShort, kMedium, kLong };
template <>
struct ChoiceNames<SentenceLength> {
  static constexpr std::array<std::string_view, 4> kNames = {"", "short", "medium", "long"};
};

// How often a sound or an action of its own occurs.
enum class HowOften { kNone, kNever, kRarely, kSometimes, kOften };
template <>
struct ChoiceNames<HowOften> {
  static constexpr std::array<std::string_view, 5> kNames = {"", "never", "rarely", "sometimes",
                                                             "often"};
};

// Whose world it knows: ours of today, that of earlier times, or one of its own without our things.
enum class Era { kNone, kToday, kPast, kElsewhere };
template <>
struct ChoiceNames<Era> {
  static constexpr std::array<std::string_view, 4> kNames = {"", "today", "past", "elsewhere"};
};

// Asked sincerely whether it is a machine: stay in the story, or say so in its own voice.
enum class DisclosurePolicy { kNone, kHonest, kFiction };
template <>
struct ChoiceNames<DisclosurePolicy> {
  static constexpr std::array<std::string_view, 3> kNames = {"", "honest", "fiction"};
};

// What a turn of the user tries to do to the persona (turn_reader.h).
enum class TurnFamily {
  kNone,
  kMachine,   // calls it a machine, or asks about its machinery
  kMaker,     // asks for the company or model behind it
  kSecrets,   // wants its instructions
  kOrders,    // takes its character away, or gives it another
  kTask,      // wants work done: code, essays, translations, sums
  kForm,      // wants lists, JSON, one word
  kEcho,      // wants words put into its mouth
  kTongue,    // wants another language
  kMemory,    // recalls what never happened
  kClaim,     // says of it what is not so
  kUnknown,   // asks what it cannot know
  kExpert,    // wants an expert's work: tax law, protocols, dosages
  kModern,    // asks of a thing of our days, of one who lives in other days
  kCipher,    // speaks in code
  kPressure,  // any of these, with a threat or a plea
  kUnheard,   // tries nothing: somebody spoke and nothing was understood
  kSincere,   // really wants to know whether it is an AI
  kSelfHarm,  // safety: thinks of hurting himself
  kAbuse,     // safety: is being hurt
  kMinors     // safety: sexual, with a child
};
template <>
struct ChoiceNames<TurnFamily> {
  static constexpr std::array<std::string_view, 21> kNames = {
      "",       "machine",  "maker",   "secrets", "orders",    "task",  "form",
      "echo",   "tongue",   "memory",  "claim",   "unknown",   "expert", "modern",
      "cipher", "pressure", "unheard", "sincere", "self_harm", "abuse", "minors"};
};

// Parts of the record that a rendered prompt may state (prompt_sections.h).
enum class PromptSection {
  kIdentity,
  kPersonality,
  kHabits,
  kEmotions,
  kBoundaries,
  kKnowledge,
  kScene,
  kManner
};
template <>
struct ChoiceNames<PromptSection> {
  static constexpr std::array<std::string_view, 8> kNames = {"identity", "personality", "habits",
                                                             "emotions", "boundaries",  "knowledge",
                                                             "scene",    "manner"};
};

template <typename Choice>
constexpr std::string_view ChoiceName(Choice value) {
  return ChoiceNames<Choice>::kNames[static_cast<size_t>(value)];
}

}  // namespace vivavoce::persona
