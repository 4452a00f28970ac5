#include "realtime/transcription_endpoint.h"

#include <cmath>

#include "audio/sound_decoder.h"
#include "realtime/json_text.h"
#include "realtime/sse_writer.h"
#include "realtime/transcript_text.h"

namespace vivavoce::realtime {
namespace {

Json Usage(double seconds) {
  return {{"type", "duration"}, {"seconds", static_cast<int64_t>(std::ceil(seconds))}};
}

HttpReply WholeReply(const WholeTranscript& transcript, const TranscriptionRequest& request) {
  static constexpr const char* kText = "text/plain; charset=utf-8";
  switch (request.format) {
    case TranscriptFormat::kText:
      return {200, kText, PlainText(transcript) + "\n"};
    case TranscriptFormat::kSrt:
      return {200, "application/x-subrip; charset=utf-8", SubRip(transcript)};
    case TranscriptFormat::kVtt:
      return {200, "text/vtt; charset=utf-8", WebVtt(transcript)};
    case TranscriptFormat::kVerboseJson: {
      Json json = VerboseJson(transcript, request);
      json["usage"] = Usage(transcript.seconds);
      return {200, "application/json", DumpJson(json)};
    }
    case TranscriptFormat::kJson:
      break;
  }
  return {200, "application/json",
          DumpJson({{"text", PlainText(transcript)}, {"usage", Usage(transcript.seconds)}})};
}

}  // namespace

void AnswerTranscription(const HttpServices& services, const HttpRequest& http,
                         ResponseWriter& response) {
  const auto form = ParseMultipart(http.target.Header("content-type"), http.body);
  if (!form) {
    return response.Reply(
        ToReply({400, "invalid_form", "The form is not valid: " + form.error().message + "."}));
  }
  const auto request = ParseTranscriptionRequest(*form, services);
  if (!request) return response.Reply(ToReply(request.error()));
  const auto* bytes = reinterpret_cast<const uint8_t*>(request->file.data());
  auto samples =
      audio::DecodeSound({bytes, request->file.size()}, kServiceHearingHz, kMostUploadSeconds);
  if (!samples) return response.Reply(ToReply(ServiceError(samples.error())));

  WholeTranscript transcript;
  transcript.seconds = static_cast<double>(samples->size()) / kServiceHearingHz;
  const TranscriptionJob job{std::move(*samples), request->language, request->prompt,
                             request->word_times};
  SseWriter events(response);
  std::string text;
  const Status done =
      services.transcription->Transcribe(job, response.cancel(), [&](const TimedText& next) {
        transcript.texts.push_back(next);
        if (!request->stream) return true;
        const std::string delta = Continuation(text, next);
        text += delta;
        return events.Send({{"type", "transcript.text.delta"}, {"delta", delta}});
      });
  services.limiter.Spend(http.key_id, Budget::kAudioSeconds, transcript.seconds);
  if (!done) {
    const ApiError error = ServiceError(done.error());
    return response.begun() ? events.Fail(error) : response.Reply(ToReply(error));
  }
  if (!request->stream) return response.Reply(WholeReply(transcript, *request));
  events.Send({{"type", "transcript.text.done"},
               {"text", PlainText(transcript)},
               {"usage", Usage(transcript.seconds)}});
  events.End();
}

}  // namespace vivavoce::realtime
