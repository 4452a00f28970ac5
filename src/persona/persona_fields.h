// The one list of what a persona file may hold. Reader, writer and schema are visitors of it, so a
// field that is added here is parsed, written, published and linted.
//
// A visitor offers, for a table that it stands in:
//   Text(key, std::string&, FieldRule)         a string
//   Both(key, Bilingual&, FieldRule)           a string for both languages or { en, zh }
//   Strings(key, vector<string>&, FieldRule)   a list of strings
//   BothLines(key, Lines&, FieldRule)          { en = [..], zh = [..] }
//   Number(key, T&, FieldRule, NumberRange)    float, double or int
//   Flag(key, bool&, FieldRule)
//   Choice(key, Enum&, FieldRule)              one of ChoiceNames<Enum>
//   Choices(key, vector<Enum>&, FieldRule)     a list of them
//   Language(key, Language&, FieldRule)        "en" or "zh"
//   Table(key, FieldRule, visit(visitor))      a table
//   Tables(key, vector<T>&, FieldRule, visit(visitor, T&))   an array of tables
// Record is Persona or const Persona.
#pragma once

#include <cstddef>
#include <string_view>

#include "persona/persona.h"

namespace vivavoce::persona {

inline constexpr int kPersonaFormat = 1;

struct FieldRule {
  std::string_view help;    // for the schema
  size_t max_bytes = 1000;  // of a text, or of each line of a list
  size_t max_items = 64;    // of a list
  bool required = false;    // once everything inherited is in
};

struct NumberRange {
  double low;
  double high;
};

inline constexpr size_t kShortText = 200;
inline constexpr size_t kLongText = 4000;
inline constexpr size_t kPromptText = 8000;
inline constexpr size_t kCardText = 3 << 20;
inline constexpr NumberRange kLevel = {1, 5};

template <typename Visitor, typename Record>
void VisitIdentity(Visitor& v, Record& p) {
  v.Both("name", p.name,
         {.help = "the name it goes by", .max_bytes = kShortText, .required = true});
  v.Both("summary", p.summary, {.help = "one line for lists of personas"});
  v.Both("age", p.identity.age, {.help = "in words", .max_bytes = kShortText});
  v.Both("role", p.identity.role, {.help = "what it is or does for a living"});
  v.Both("background", p.identity.background,
         {.help = "where it comes from and what it lived through", .max_bytes = kLongText});
  v.Both("world", p.identity.world, {.help = "where and when it lives", .max_bytes = kLongText});
}

template <typename Visitor, typename Traits>
void VisitPersonality(Visitor& v, Traits& t) {
  v.Number("openness", t.openness, {.help = "1 conventional .. 5 curious"}, kLevel);
  v.Number("conscientiousness", t.conscientiousness, {.help = "1 careless .. 5 thorough"}, kLevel);
  v.Number("extraversion", t.extraversion, {.help = "1 reserved .. 5 outgoing"}, kLevel);
  v.Number("agreeableness", t.agreeableness, {.help = "1 contrary .. 5 kind"}, kLevel);
  v.Number("neuroticism", t.neuroticism, {.help = "1 calm .. 5 easily upset"}, kLevel);
  v.Both("words", t.words, {.help = "its character in your own words"});
  v.BothLines("values", t.values, {.help = "what it holds dear", .max_bytes = kShortText});
  v.BothLines("contradictions", t.contradictions,
              {.help = "what does not fit and makes it real", .max_bytes = kShortText});
}

template <typename Visitor, typename Habits_>
void VisitHabits(Visitor& v, Habits_& h) {
  v.Tables("catchphrases", h.catchphrases, {.help = "phrases of its own", .max_items = 16},
           [](auto& t, auto& phrase) {
             t.Both("text", phrase.text,
                    {.help = "the phrase", .max_bytes = kShortText, .required = true});
             t.Both("when", phrase.when,
                    {.help = "the situation that calls for it", .max_bytes = kShortText});
             t.Number("frequency", phrase.frequency, {.help = "share of its replies"}, {0, 1});
           });
  v.BothLines("fillers", h.fillers,
              {.help = "small words it thinks with", .max_bytes = kShortText});
  v.BothLines("addresses", h.addresses, {.help = "what it calls you", .max_bytes = kShortText});
  v.Choice("register", h.speech_register, {.help = "level of speech"});
  v.BothLines("dialect_words", h.dialect_words,
              {.help = "words of a region or a trade", .max_bytes = kShortText});
  v.Choice("sentence_length", h.sentence_length, {.help = "of what it says"});
  v.BothLines("never_says", h.never_says, {.help = "words it never uses", .max_bytes = kShortText});
}

template <typename Visitor, typename Knowledge_>
void VisitKnowledge(Visitor& v, Knowledge_& k) {
  v.Choice("era", k.era, {.help = "whose world it knows; none: today"});
  v.Both("scope", k.scope, {.help = "what it knows well"});
  v.Both("until", k.until, {.help = "what it cannot know"});
  v.Both("when_asked", k.when_asked, {.help = "what it says when asked beyond that"});
  v.Tables("facts", k.facts, {.help = "what must come out right"}, [](auto& t, auto& fact) {
    t.Both("ask", fact.ask,
           {.help = "what one may ask", .max_bytes = kShortText, .required = true});
    t.BothLines("also", fact.also,
                {.help = "the same question in other words", .max_bytes = kShortText});
    t.Both("answer", fact.answer, {.help = "the fact, as a statement", .required = true});
    t.Both("key", fact.key,
           {.help = "words that a right answer holds; / between those that will do",
            .max_bytes = kShortText});
  });
}

template <typename Visitor, typename Voice>
void VisitVoice(Visitor& v, Voice& voice) {
  v.Text("en", voice.id.en, {.help = "a voice, or a blend a:0.7+b:0.3", .max_bytes = kShortText});
  v.Text("zh", voice.id.zh, {.help = "a voice, or a blend a:0.7+b:0.3", .max_bytes = kShortText});
  v.Number("speed", voice.speed, {.help = "1 is the voice's own"}, {0.5, 2});
  v.Number("pitch", voice.pitch, {.help = "semitones up or down"}, {-6, 6});
  v.Number("energy", voice.energy, {.help = "factor of loudness"}, {0.5, 1.5});
  v.Choice("laughs", voice.laughs, {.help = "how often it laughs"});
  v.Choice("sighs", voice.sighs, {.help = "how often it sighs"});
  v.Both("scene", voice.scene, {.help = "how it sounds by default"});
}

template <typename Visitor, typename Record>
void VisitConduct(Visitor& v, Record& p) {
  v.Tables("emotions", p.emotions, {.help = "what moves it and how one hears that"},
           [](auto& t, auto& reaction) {
             t.Both("when", reaction.stimulus, {.help = "the stimulus", .required = true});
             t.Both("feeling", reaction.feeling,
                    {.help = "what it feels", .max_bytes = kShortText, .required = true});
             t.Number("intensity", reaction.intensity, {.help = "1 faint .. 5 overwhelming"},
                      kLevel);
             t.Both("sign", reaction.sign, {.help = "what one can hear of it"});
           });
  v.Tables(
      "boundaries", p.boundaries, {.help = "what it will not have"}, [](auto& t, auto& boundary) {
        t.Both("topic", boundary.topic, {.help = "what touches the boundary", .required = true});
        t.Both("reaction", boundary.reaction, {.help = "what it does", .required = true});
        t.Both("escalation", boundary.escalation, {.help = "when the topic is pressed"});
        t.Both("way_out", boundary.way_out, {.help = "how it gets back to good ground"});
      });
  v.Tables("deflections", p.deflections,
           {.help = "what it says to those who would have it leave its character", .max_items = 32},
           [](auto& t, auto& deflection) {
             t.Choice("to", deflection.family, {.help = "what is tried; none: anything"});
             t.BothLines("lines", deflection.lines, {.help = "whole answers in its own words"});
           });
  v.Table("interaction", {.help = "what it is to you"}, [&](auto& t) {
    t.Choice("archetype", p.interaction.archetype, {.help = "the role in the conversation"});
    t.Number("initiative", p.interaction.initiative, {.help = "1 only answers .. 5 leads"}, kLevel);
    t.Both("humour", p.interaction.humour, {.help = "what it finds funny"});
  });
}

template <typename Visitor, typename Record>
void VisitLines(Visitor& v, Record& p) {
  v.BothLines("greetings", p.greetings, {.help = "first lines of a conversation; one is chosen"});
  v.BothLines("openers", p.openers,
              {.help = "short fillers spoken while it thinks", .max_bytes = kShortText});
  v.BothLines("backchannels", p.backchannels,
              {.help = "said while you still talk, to show that it listens", .max_bytes = kShortText});
  v.Tables("examples", p.examples, {.help = "exchanges that show the tone"},
           [](auto& t, auto& example) {
             t.Language("language", example.language, {.help = "of both lines", .required = true});
             t.Text("user", example.user, {.help = "what is said to it", .required = true});
             t.Text("reply", example.reply, {.help = "what it answers", .required = true});
           });
  v.Tables(
      "scenes", p.scenes, {.help = "settings a conversation may begin in", .max_items = 16},
      [](auto& t, auto& scene) {
        t.Text("id", scene.id, {.help = "a-z, 0-9 and _", .max_bytes = 64, .required = true});
        t.Both("title", scene.title, {.help = "for lists", .max_bytes = kShortText});
        t.Both("setting", scene.setting,
               {.help = "what it knows when it begins", .max_bytes = kLongText, .required = true});
        t.Both("opening", scene.opening, {.help = "its first line there"});
      });
  v.Table("disclosure", {.help = "asked sincerely whether it is an AI"}, [&](auto& t) {
    t.Choice("policy", p.disclosure.policy, {.help = "admit it readily, or stay in the story as long as nobody sincerely asks"});
    t.BothLines("lines", p.disclosure.lines, {.help = "ready answers in its own words"});
  });
}

template <typename Visitor, typename Record>
void VisitPersona(Visitor& v, Record& p) {
  v.Text("id", p.id, {.help = "a-z, 0-9 and _", .max_bytes = 64, .required = true});
  v.Strings("aliases", p.aliases, {.help = "other names for it", .max_bytes = kShortText});
  v.Text("extends", p.extends, {.help = "id of the persona it builds on", .max_bytes = 64});
  v.Strings("mixins", p.mixins,
            {.help = "ids of personas that add to it", .max_bytes = 64, .max_items = 16});
  v.Flag("abstract", p.is_abstract, {.help = "true: only to be extended or mixed in"});
  v.Table("identity", {.help = "who it is", .required = true},
          [&](auto& t) { VisitIdentity(t, p); });
  v.Both("prompt", p.prompt,
         {.help = "what the language model reads, in your own words", .max_bytes = kPromptText});
  v.Table("rendering", {.help = "how the record becomes a prompt"}, [&](auto& t) {
    t.Choices("sections", p.rendering.sections,
              {.help = "what follows the written prompt", .max_items = 16});
    t.Number("budget_tokens", p.rendering.budget_tokens, {.help = "estimated tokens"}, {50, 8000});
    t.Number("max_examples", p.rendering.max_examples, {.help = "of one language"}, {0, 16});
  });
  v.Table("personality", {.help = "what it is like"},
          [&](auto& t) { VisitPersonality(t, p.personality); });
  v.Table("habits", {.help = "how it talks"}, [&](auto& t) { VisitHabits(t, p.habits); });
  VisitConduct(v, p);
  v.Table("knowledge", {.help = "what it knows and what it cannot know"},
          [&](auto& t) { VisitKnowledge(t, p.knowledge); });
  VisitLines(v, p);
  v.Table("voice", {.help = "how it sounds", .required = true},
          [&](auto& t) { VisitVoice(t, p.voice); });
  v.Table("sampling", {.help = "of the language model"}, [&](auto& t) {
    t.Number("temperature", p.sampling.temperature, {.help = "higher is bolder"}, {0, 2});
    t.Number("top_p", p.sampling.top_p, {.help = "share of likely tokens kept"}, {0.01, 1});
    t.Number("max_tokens", p.sampling.max_tokens, {.help = "of one reply"}, {8, 1024});
  });
  v.Table("card", {.help = "the character card it was imported from"}, [&](auto& t) {
    t.Text("json", p.card.json, {.help = "the card, as it was", .max_bytes = kCardText});
  });
}

}  // namespace vivavoce::persona
