// The models and voices the HTTP side knows. Names are those of the hosted services, so that their
// clients need no change; the same local models answer to all of them.
// Threads  pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "realtime/http_message.h"
#include "realtime/http_services.h"
#include "realtime/response_writer.h"

namespace vivavoce::realtime {

enum class ModelUse { kSpeech, kTranscription, kChat };

// nullopt: the name will do. Otherwise 404 model_not_found, with the known.
std::optional<ApiError> CheckModel(const HttpServices& services, std::string_view name,
                                   ModelUse use);

void AnswerModels(const HttpServices& services, const HttpRequest& request,
                  ResponseWriter& response);
void AnswerModel(const HttpServices& services, const HttpRequest& request,
                 ResponseWriter& response);
void AnswerVoices(const HttpServices& services, const HttpRequest& request,
                  ResponseWriter& response);

}  // namespace vivavoce::realtime
