#include "realtime/persona_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <expected>

#include "realtime/json_text.h"

namespace vivavoce::realtime {
namespace {

constexpr size_t kMostPersonaIdBytes = 64;
constexpr size_t kMostUserNameBytes = 100;

// Ids become names of files: nothing else reaches the service.
bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kMostPersonaIdBytes && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::expected<std::string, ApiError> ReadId(const HttpRequest& request) {
  const std::string& id = request.names.at("id");
  if (IsId(id)) return id;
  return std::unexpected(
      ApiError{400, "invalid_value", "'id' must be 1 to 64 of a-z, 0-9 and _.", "id"});
}

std::expected<PersonaDraft, ApiError> ReadDraft(const HttpRequest& request) {
  const auto body = ParseJsonBody(request);
  if (!body) return std::unexpected(body.error());
  Offence offence;
  FieldReader fields(*body, "", offence);
  PersonaDraft draft;
  fields.String("toml", draft.toml, kMostDraftBytes);
  if (fields.Object("record")) draft.record = *fields.Find("record");
  if (fields.Has("toml") == fields.Has("record")) {
    fields.Fail("toml", "Give either 'toml', the file, or 'record', the same as JSON.");
  }
  if (offence) return std::unexpected(FieldError(*offence.error()));
  return draft;
}

// Taken is 409 here: the request will fail again unless something else changes.
ApiError PersonaError(const Error& error) {
  ApiError api = ServiceError(error);
  if (error.code == ErrorCode::kUnavailable) {
    api.status = 409;
    api.code = "conflict";
    api.retry_after_s = 0;
  }
  return api;
}

void ReplyJson(const Result<Json>& json, ResponseWriter& response) {
  if (!json) return response.Reply(ToReply(PersonaError(json.error())));
  response.Reply({200, "application/json", DumpJson(*json)});
}

template <size_t N>
bool IsOneOf(std::string_view value, const std::array<std::string_view, N>& allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

}  // namespace

void AnswerPersonas(const HttpServices& services, const HttpRequest&, ResponseWriter& response) {
  response.Reply({200, "application/json",
                  DumpJson({{"object", "list"}, {"data", services.personas->List()}})});
}

void AnswerPersona(const HttpServices& services, const HttpRequest& request,
                   ResponseWriter& response) {
  const auto id = ReadId(request);
  if (!id) return response.Reply(ToReply(id.error()));
  ReplyJson(services.personas->Get(*id), response);
}

void AnswerPersonaCheck(const HttpServices& services, const HttpRequest& request,
                        ResponseWriter& response) {
  const auto draft = ReadDraft(request);
  if (!draft) return response.Reply(ToReply(draft.error()));
  ReplyJson(services.personas->Check(*draft), response);
}

void AnswerPersonaSave(const HttpServices& services, const HttpRequest& request,
                       ResponseWriter& response) {
  const auto id = ReadId(request);
  if (!id) return response.Reply(ToReply(id.error()));
  const auto draft = ReadDraft(request);
  if (!draft) return response.Reply(ToReply(draft.error()));
  ReplyJson(services.personas->Save(*id, *draft), response);
}

void AnswerPersonaDelete(const HttpServices& services, const HttpRequest& request,
                         ResponseWriter& response) {
  const auto id = ReadId(request);
  if (!id) return response.Reply(ToReply(id.error()));
  if (const Status removed = services.personas->Remove(*id); !removed) {
    return response.Reply(ToReply(PersonaError(removed.error())));
  }
  response.Reply({200, "application/json",
                  DumpJson({{"id", *id}, {"object", "persona.deleted"}, {"deleted", true}})});
}

void AnswerPersonaImport(const HttpServices& services, const HttpRequest& request,
                         ResponseWriter& response) {
  const std::string user = request.target.Query("user");
  if (user.size() > kMostUserNameBytes) {
    return response.Reply(
        ToReply({400, "invalid_value",
                 fmt::format("'user' may have at most {} bytes.", kMostUserNameBytes), "user"}));
  }
  if (request.body.empty()) {
    return response.Reply(
        ToReply({400, "invalid_value", "The body must be a character card: JSON, PNG or CHARX."}));
  }
  ReplyJson(services.personas->Import(request.body, user), response);
}

void AnswerPersonaExport(const HttpServices& services, const HttpRequest& request,
                         ResponseWriter& response) {
  const auto id = ReadId(request);
  if (!id) return response.Reply(ToReply(id.error()));
  static constexpr std::array<std::string_view, 4> kFormats{"toml", "json", "png", "charx"};
  static constexpr std::array<std::string_view, 4> kSpecs{"", "v1", "v2", "v3"};
  static constexpr std::array<std::string_view, 3> kLanguages{"", "en", "zh"};
  const std::string asked = request.target.Query("format");
  const std::string format = asked.empty() ? "toml" : asked;
  const std::string spec = request.target.Query("spec");
  const std::string language = request.target.Query("language");
  const auto refuse = [&](const char* name, const char* allowed) {
    response.Reply(ToReply(
        {400, "invalid_value", fmt::format("'{}' must be one of {}.", name, allowed), name}));
  };
  if (!IsOneOf(format, kFormats)) return refuse("format", "toml, json, png, charx");
  if (!IsOneOf(spec, kSpecs)) return refuse("spec", "v1, v2, v3");
  if (!IsOneOf(language, kLanguages)) return refuse("language", "en, zh");
  auto file = services.personas->Export(
      *id, format, spec, language.empty() ? Language::kEnglish : LanguageFromCode(language));
  if (!file) return response.Reply(ToReply(PersonaError(file.error())));
  HttpReply reply{200, file->content_type, std::move(file->bytes)};
  reply.headers.emplace_back("Content-Disposition",
                             fmt::format("attachment; filename=\"{}\"", file->name));
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.Reply(std::move(reply));
}

void AddPersonaRoutes(const HttpServices& services, HttpRouter& router) {
  using Endpoint = void (*)(const HttpServices&, const HttpRequest&, ResponseWriter&);
  const auto add = [&](const char* method, const char* path, Endpoint endpoint,
                       size_t most_body_bytes = 64u << 10) {
    router.Add({.method = method,
                .path = path,
                .handler =
                    [&services, endpoint](const HttpRequest& request, ResponseWriter& response) {
                      if (services.personas != nullptr) {
                        return endpoint(services, request, response);
                      }
                      response.Reply(
                          JsonError(503, "not_available", "This server has no personas."));
                    },
                .most_body_bytes = most_body_bytes,
                .quick = false});
  };
  add("GET", "/v1/personas", AnswerPersonas);
  add("POST", "/v1/personas/check", AnswerPersonaCheck, kMostDraftBytes);
  add("POST", "/v1/personas/import", AnswerPersonaImport, kMostCardBytes);
  add("GET", "/v1/personas/{id}", AnswerPersona);
  add("PUT", "/v1/personas/{id}", AnswerPersonaSave, kMostDraftBytes);
  add("DELETE", "/v1/personas/{id}", AnswerPersonaDelete);
  add("GET", "/v1/personas/{id}/export", AnswerPersonaExport);
}

}  // namespace vivavoce::realtime
