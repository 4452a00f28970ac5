// Every number of the turn-taking rules, in ms unless named otherwise. The defaults and what they
// rest on are in docs/conversation.md; sessions do not change them, tests and tuning do.
#pragma once

#include <array>
#include <cstdint>

namespace vivavoce::dialogue {

struct CoreConstants {
  // The user's side.
  int onset_ms = 100;               // of voice that open a turn
  int faint_start_ms = 600;         // a turn begins at most so long before its first voiced frame
  int faint_gap_ms = 40;            // with dips no longer than this: one window of the detector
  int continuation_ms = 60;         // of voice that reopen one
  int lost_ms = 60;                 // of silence that end an onset or a probe
  int pause_ms = 96;                // of silence that make a pause: three windows of the detector
  // A pause that is this much below the turn's voice at most, and this far above the room, may be a whisper
  // that the detector misses: nothing is answered before this much of it.
  float sounds_on_db = 15;
  float over_room_db = 12;
  int sounds_on_ms = 700;
  int grace_ms = 400;               // a turn believed over may still go on this long
  int read_wait_ms = 400;           // and so much longer until its words are read, if they are
  int gap_ms = 1000;                // without input while a turn is open: counts as silence
  int max_turn_ms = 120'000;        // then it is committed
  int segment_ms = 20'000;          // a recogniser segment is closed at the first pause after this
  int max_segment_ms = 29'000;      // and without a pause at this
  int pre_roll_limit_ms = 30'000;   // input kept while nobody speaks
  int min_commit_ms = 100;          // less audio is an empty commit
  int min_turn_voiced_ms = 600;     // less voice without words was no turn
  int min_scored_voiced_ms = 1000;  // less voice says nothing to the end-of-turn model
  int score_window_ms = 8000;
  // Of silence. The detector's own lag brings the first nearer to the 200 that the model was trained
  // on; asked before the final transcript, so that it need not wait for that.
  std::array<int, 4> score_at_ms = {96, 500, 1000, 1800};

  // Recognition and reply limits.
  int recognise_at_ms = 32;  // of silence, one window of the detector: the final transcript is asked for
  int partial_every_ms = 300;
  // A reply to half of what was said is worse than a late one: for a late one there are openers.
  int asr_limit_ms = 10'000;
  int reply_limit_ms = 10'000;  // without a sign of life, once nothing is left to hear

  // Speculation.
  int hold_at_ms = 128;             // of silence: by then the words are read and the score is known
  int hold_without_score_ms = 350;  // of silence: the end-of-turn model is not waited for
  int hold_late_ms = 500;           // of silence: whatever the score says, nobody needs the cores
  float hold_guard = 0.35f;
  float hold_guard_step = 0.15f;  // added for every hold that was dropped
  float hold_guard_eager = -0.1f;
  int hold_attempts = 3;  // a turn
  int shelved_ms = 3000;
  int prefetch_ms = 20'000;  // an unclaimed prefetched reply lives this long

  // The agent's own "mm-hm" in a pause of the user: after so much voice since the turn began or since
  // the last one, and where the turn is so far from its end that it will be over before.
  int backchannel_at_ms = 300;  // of silence
  int backchannel_late_ms = 1500;
  int backchannel_room_ms = 600;  // of silence still to come
  int backchannel_voiced_ms = 3500;
  int backchannel_apart_ms = 5000;

  // The agent's voice.
  int opener_ms = 100;  // nothing to say this long after a response opened: an opener
  int slow_words_ms = 350;  // and at once, where first words are expected so much later or still later
  double words_learning = 0.3;
  int rest_at_ms = 150;    // so much of an opener left to play, and no words: silence is sent, too
  int rest_ms = 60;        // a piece of it
  int max_rest_ms = 3000;  // behind one opener
  // Sent at most this far ahead of heard. A verdict on a voice over ours that comes while this lasts
  // leaves no hole; a client that is told of speech throws it away.
  int lead_ms = 800;
  int chunk_ms = 100;
  int max_chunk_ms = 200;
  int playout_delay_ms = 150;  // between a client's receipt and its loudspeaker, at first
  int max_playout_delay_ms = 1000;
  float playout_learning = 0.3f;
  int audible_ms = 150;         // less left to play is as good as silence
  int early_ms = 600;           // speech so soon after our start continues the old turn
  int join_gap_ms = 1500;       // and so soon after its commit
  int short_hearing_ms = 1000;  // an interruption before this means we came too early
  float patience_step = 1.5f;
  float patience_max = 2.0f;
  float patience_decay = 0.8f;

  // Overlaps.
  int stop_ms = 224;                  // of voice: sending stops; 7 windows of the detector
  float stop_factor_at_start = 1.5f;  // while the echo canceller settles
  int settling_ms = 500;
  int hard_ms = 800;             // of voice without text interrupt
  int very_hard_ms = 1200;       // of voice interrupt, whatever was said
  int overlap_end_ms = 200;      // of silence
  int verdict_wait_ms = 500;     // for the text of an ended overlap
  int overlap_join_ms = 1000;    // pieces nearer than this add up
  int overlap_look_at_ms = 240;   // of voice: the first look at the text
  int overlap_partial_ms = 120;   // of voice between looks, or what a look takes if that is more
  int overlap_look_ms = 60;      // of silence, before it is a pause: the text of what was said
  int partial_misses_ms = 200;   // of voice: such a partial text is as good as the final one
  int answer_left_ms = 600;      // with less of our audio left an acknowledgement is an answer
  int echo_window_ms = 3000;
  float unknown_word_confidence = 0.6f;
  float content_confidence = 0.45f;  // less, and a short voice is not taken for what was read in it
  // Somebody further away: so far below the level of the user's turns, or of full scale while that
  // is not known.
  float far_voice_db = 14;
  float far_voice_dbfs = -44;
  float level_learning = 0.3f;

  // The socket.
  int suspend_ms = 2000;
  int lease_ms = 30'000;
  int max_out_of_band = 4;
};

}  // namespace vivavoce::dialogue
