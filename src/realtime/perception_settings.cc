#include "realtime/perception_settings.h"

namespace vivavoce::realtime {

void ReadPerception(FieldReader& vendor, const Vocabulary& vocabulary, SessionSettings& settings) {
  dialogue::PerceptionSettings& perception = settings.config.perception;
  if (!vocabulary.emotion_allowed) perception.emotion = false;
  const Json* given = vendor.Find("perception");
  if (!given || given->is_null()) return;
  if (given->is_boolean()) {
    perception.events = given->get<bool>();
    return;
  }
  auto fields = vendor.Object("perception");
  if (!fields) return;
  fields->Bool("events", perception.events);
  fields->Bool("prompt", perception.prompt);
  bool emotion = perception.emotion;
  fields->Bool("emotion", emotion);
  if (emotion && !vocabulary.emotion_allowed) {
    fields->Fail("emotion", "This server does not judge emotions (perception.emotion is off).");
    return;
  }
  perception.emotion = emotion;
  bool speaker = perception.speaker;
  fields->Bool("speaker", speaker);
  if (speaker && !vocabulary.speaker_allowed) {
    fields->Fail("speaker",
                 "This server does not judge who is speaking (perception.speaker is off).");
    return;
  }
  perception.speaker = speaker;
  bool identity = perception.identity;
  fields->Bool("identity", identity);
  if (identity && !vocabulary.speaker_allowed) {
    fields->Fail("identity",
                 "This server does not tell speakers apart (perception.speaker is off).");
    return;
  }
  perception.identity = identity;
}

Json PerceptionSettingsToJson(const dialogue::PerceptionSettings& settings) {
  return {{"events", settings.events},
          {"prompt", settings.prompt},
          {"emotion", settings.emotion},
          {"speaker", settings.speaker},
          {"identity", settings.identity}};
}

}  // namespace vivavoce::realtime
