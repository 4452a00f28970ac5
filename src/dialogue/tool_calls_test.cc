#include "dialogue/tool_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace vivavoce::dialogue::tool_calls_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kTools[] = R"([
  {"type": "function", "name": "weather", "description": "The weather in a city.",
   "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
  {"type": "function", "name": "stop_music"}])";

// All of a reply, in pieces of `step` bytes.
ToolCallFilter::Output Read(std::string_view reply, size_t step = 1) {
  ToolCallFilter filter(kTools);
  ToolCallFilter::Output all;
  const auto add = [&](ToolCallFilter::Output part) {
    all.words += part.words;
    all.calls.insert(all.calls.end(), part.calls.begin(), part.calls.end());
  };
  for (size_t at = 0; at < reply.size(); at += step) add(filter.Push(reply.substr(at, step)));
  add(filter.Flush());
  return all;
}

TEST(ToolCallFilterTest, WordsPassAtOnce) {
  ToolCallFilter filter(kTools);
  EXPECT_EQ(filter.Push("Well, 2 < 3").words, "Well, 2 < 3");
  EXPECT_EQ(filter.Push(" and <tool").words, " and ") << "this may become a call";
  EXPECT_EQ(filter.Push("box> is a word.").words, "<toolbox> is a word.");
  EXPECT_EQ(filter.Flush().words, "");
}

TEST(ToolCallFilterTest, ACallIsNotSpoken) {
  for (const size_t step : {1, 3, 1000}) {
    const auto read = Read(
        "One moment. <tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}\n"
        "</tool_call>",
        step);
    EXPECT_EQ(read.words, "One moment. ");
    ASSERT_EQ(read.calls.size(), 1u);
    EXPECT_EQ(read.calls[0].name, "weather");
    EXPECT_EQ(read.calls[0].arguments, R"({"city":"Paris"})");
  }
}

TEST(ToolCallFilterTest, SeveralCallsKeepTheirOrder) {
  const auto read = Read(
      "<tool_call>{\"name\": \"stop_music\"}</tool_call>\n"
      "<tool_call>{\"name\": \"weather\", \"arguments\": \"{\\\"city\\\": \\\"Rome\\\"}\"}");
  ASSERT_EQ(read.calls.size(), 2u) << "the last may lack its closing mark";
  EXPECT_EQ(read.calls[0].name, "stop_music");
  EXPECT_EQ(read.calls[0].arguments, "{}");
  EXPECT_EQ(read.calls[1].arguments, R"({"city": "Rome"})");
}

TEST(ToolCallFilterTest, AReplyOfJsonIsACallWithoutMarks) {
  for (const char* reply :
       {R"({"name": "weather", "arguments": {"city": "Oslo"}})",
        "```json\n{\"name\": \"weather\", \"parameters\": {\"city\": \"Oslo\"}}\n```",
        "\n[{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\"}}]"}) {
    const auto read = Read(reply);
    EXPECT_EQ(read.words, "") << reply;
    ASSERT_EQ(read.calls.size(), 1u) << reply;
    EXPECT_EQ(read.calls[0].arguments, R"({"city":"Oslo"})");
  }
}

TEST(ToolCallFilterTest, UnknownFunctionsAreNotCalled) {
  EXPECT_THAT(Read("<tool_call>{\"name\": \"format_disk\"}</tool_call>").calls, IsEmpty());
  EXPECT_THAT(Read("<tool_call>not json</tool_call>Oh.").calls, IsEmpty());
  EXPECT_EQ(Read("<tool_call>not json</tool_call>Oh.").words, "Oh.");
  EXPECT_EQ(Read("[sighs] Fine.").words, "[sighs] Fine.");
  EXPECT_EQ(Read("{\"a\": 1}").words, "{\"a\": 1}");
}

TEST(ToolCallFilterTest, ACallThatIsNotClosedEndsWithItsJson) {
  for (const size_t piece : {1000u, 1u, 7u}) {
    const auto read = Read(
        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"a } b\"}}\n"
        "<tool_response>\nIt is sunny.\n",
        piece);
    ASSERT_EQ(read.calls.size(), 1u);
    EXPECT_EQ(read.calls[0].arguments, R"({"city":"a } b"})");
    EXPECT_EQ(read.words, "");
  }
}

TEST(CallBeginningTest, TheModelHasOnlyTheRestToWrite) {
  EXPECT_EQ(CallBeginning(kTools), "<tool_call>\n{\"name\": \"");
  const auto read = Read(CallBeginning(R"([{"type":"function","name":"weather"}])") + "{}}");
  ASSERT_EQ(read.calls.size(), 1u);
  EXPECT_EQ(read.calls[0].name, "weather");
}

TEST(ToolCallFilterTest, NoTextBreaksIt) {
  std::mt19937 random(7);
  const std::string parts[] = {
      "<tool_call>", "</tool_call>", "{\"name\": \"weather\"", "}", "```", "\n", "[", "]",
      "a",           "<tool"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 8; ++i) text += parts[random() % std::size(parts)];
    const auto whole = Read(text, 1000);
    const auto bytes = Read(text, 1);
    EXPECT_EQ(whole.words, bytes.words) << text;
    EXPECT_EQ(whole.calls.size(), bytes.calls.size()) << text;
  }
}

TEST(ToolInstructionsTest, NameEveryFunctionOnce) {
  EXPECT_EQ(ToolInstructions("[]"), "");
  EXPECT_EQ(ToolInstructions("nonsense"), "");
  const std::string text = ToolInstructions(kTools);
  EXPECT_THAT(text, HasSubstr(R"("name":"weather","description":"The weather in a city.")"));
  EXPECT_THAT(text, HasSubstr(R"("name":"stop_music"})"));
}

TEST(ToolInstructionsTest, CallsAreRepeatedAsTheyAreMade) {
  const std::string text = ToolCallText("weather", R"({"city": "Bonn"})");
  const auto read = Read(text);
  ASSERT_EQ(read.calls.size(), 1u);
  EXPECT_EQ(read.calls[0].arguments, R"({"city":"Bonn"})");
  EXPECT_EQ(Read(ToolCallText("weather", "no json")).calls.size(), 1u);
  EXPECT_THAT(ToolResponseText("18 degrees"), HasSubstr("18 degrees"));
  EXPECT_THAT(ToolResponseText("18 degrees"), Not(HasSubstr("call")));
}

TEST(OfferToolsTest, TheChoiceDecidesWhatIsOffered) {
  const std::string tools = R"([{"type":"function","name":"a"},{"type":"function","name":"b"}])";
  const OfferedTools any = OfferTools(tools, R"("auto")");
  EXPECT_EQ(any.tools_json, tools);
  EXPECT_FALSE(any.must_call);
  EXPECT_EQ(OfferTools(tools, R"("none")").tools_json, "[]");
  const OfferedTools required = OfferTools(tools, R"("required")");
  EXPECT_EQ(required.tools_json, tools);
  EXPECT_TRUE(required.must_call);
  const OfferedTools named = OfferTools(tools, R"({"type":"function","name":"b"})");
  EXPECT_EQ(named.tools_json, R"([{"type":"function","name":"b"}])");
  EXPECT_TRUE(named.must_call);
  EXPECT_FALSE(OfferTools(tools, R"({"type":"function","name":"c"})").must_call);
}

}  // namespace
}  // namespace vivavoce::dialogue::tool_calls_test
