// A session's whole life on the wire: the first byte chooses the handshake, each line is a client's
// text, updates are accepted or refused in turn. Every answer is a JSON object with a type and an
// id that was not used before, and the session object can always be shown.
#include <set>
#include <string>

#include "fuzz.h"
#include "realtime/wire_session.h"

using namespace vivavoce::realtime;

namespace {

void CheckAnswers(const std::vector<std::string>& texts, std::set<std::string>& ids) {
  for (const std::string& text : texts) {
    const Json json = Json::parse(text, nullptr, false);
    FUZZ_CHECK(json.is_object() && json.contains("type"));
    FUZZ_CHECK(ids.insert(json.value("event_id", "")).second);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static constexpr const char* kQueries[][2] = {
      {"dialect", "ga"},         {"dialect", "beta"},         {"dialect", "stepfun"},
      {"model", "gpt-realtime"}, {"intent", "transcription"}, {"model", "step-audio-2"}};
  const auto& query = kQueries[data[0] % std::size(kQueries)];
  static const WireOptions options = WireOptions::Default();
  WireSession session(options, {"/v1/realtime", {{query[0], query[1]}}, {}, {}}, "s", 0, nullptr,
                      "token");
  std::set<std::string> ids;
  CheckAnswers({session.Created()}, ids);
  std::string_view rest = Text(data + 1, size - 1);
  bool accept = data[0] < 128;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    Inbound inbound = session.OnClientText(line);
    CheckAnswers(inbound.replies, ids);
    for (ToConversation& message : inbound.to_conversation) {
      auto* event = std::get_if<vivavoce::dialogue::ClientEvent>(&message);
      if (event == nullptr) continue;
      if (const auto* update = std::get_if<vivavoce::dialogue::UpdateSession>(event)) {
        FUZZ_CHECK(update->config.Validate());
        vivavoce::dialogue::ErrorEvent refusal;
        refusal.serial = update->serial;
        const auto answer = accept ? vivavoce::dialogue::ServerEvent(
                                         vivavoce::dialogue::SessionUpdated{update->serial})
                                   : vivavoce::dialogue::ServerEvent(refusal);
        CheckAnswers(session.OnServerEvent(answer), ids);
        accept = !accept || data[0] < 64;
      } else if (auto* create = std::get_if<vivavoce::dialogue::CreateItem>(event)) {
        CheckAnswers(session.OnServerEvent(vivavoce::dialogue::ItemAdded{create->item, "x"}), ids);
      }
    }
  }
  if (session.settings().resume) session.Resume(size % 2 ? "event_s1" : "");
  return 0;
}
