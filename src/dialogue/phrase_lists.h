// Small word lists that turn-taking rests on, and the questions asked of them. Texts are compared
// in the normal form of text/normal_form.h. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::dialogue {

bool IsOnlyBackchannel(std::string_view text);     // "mm-hmm", "嗯嗯，对"
bool BeginsWithStopPhrase(std::string_view text);  // "wait, I meant", "等一下"
bool IsRepair(std::string_view text);              // "what?", "没听清"

// At least two words (English) or three characters (Chinese) that are neither function words nor
// backchannels.
bool HasContent(std::string_view text);

bool AsksForTime(std::string_view text);     // "let me think", "让我想想"
bool EndsDangling(std::string_view text);    // "and", "because", "的话"
// Its last sentence is a condition without its consequence: "If it stops raining this afternoon."
bool EndsInCondition(std::string_view text);
bool EndsAsSentence(std::string_view text);  // four words or more and a full stop
bool EndsAsQuestion(std::string_view text);  // "?", 吗 呢 吧
bool IsBareWhPhrase(
    std::string_view text);  // "Which book", "哪本书": perhaps not the whole question

int CountUnits(std::string_view text);  // words and characters
// The share of `part`'s words that occur in `whole` in the same order, [0, 1].
float Containment(std::string_view part, std::string_view whole);

}  // namespace vivavoce::dialogue
