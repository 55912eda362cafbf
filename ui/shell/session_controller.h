// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ui/panels/call_line.h"
#include "ui/panels/transcript.h"
#include "ui/session/series_store.h"
#include "ui/session/session_feed.h"

namespace weft::ui {

/// One session of the open document, and all that it has told.
struct SessionView {
    int number = 1;
    std::unique_ptr<SessionFeed> feed;
    Progress progress;
    int answered = 0;
    std::unique_ptr<Transcript> transcript;
    std::vector<VariableRow> variables;
    QHash<quint64, NodeReport> nodes;
    StepCost cost;
    QStringList devices;  ///< in the order first seen: the order of their colours
    ErrorReport error;    ///< without a code: none
    HaltReport halt;      ///< without a node: none
    QString notice;
    RunCall chosen;  ///< what Run fetches and feeds
    /// What it runs, or will as soon as it has taken it over.
    std::shared_ptr<const EngineDocument> document;
    Difference difference = Difference::None;  ///< from there to the drawing

    bool atWork() const;
};

/// Owns the sessions of the open document: makes them, hears all of them, shows one, and brings
/// them up to date with the drawing. A verb goes to the session shown; where the drawing has
/// changed, nothing was trained and nothing goes on, that session first takes over what is drawn.
/// GUI thread.
class SessionController final : public QObject {
    Q_OBJECT

public:
    /// Makes the session of that number, from 2; the first comes with the document.
    using Factory = std::function<std::unique_ptr<SessionFeed>(
        std::shared_ptr<const EngineDocument> document, int number)>;
    using Verb = std::function<void(SessionFeed&)>;

    /// @param series gets the points of all sessions. Not owned; outlives this.
    explicit SessionController(SeriesStore& series, QObject* parent = nullptr);
    ~SessionController() override;

    void setFactory(Factory factory) { m_factory = std::move(factory); }
    /// Ends all sessions, then shows this one; may be null: nothing can be run.
    void begin(std::unique_ptr<SessionFeed> first);
    /// What is drawn now, expanded. Null: what the sessions were made of.
    void setDrawn(std::shared_ptr<const EngineDocument> document);
    /// The drawing was edited, and setDrawn() follows: verbs wait for it.
    void expectDrawn() { m_expects = true; }

    const std::shared_ptr<const EngineDocument>& drawn() const { return m_drawn; }

    /// Sessions that were closed and still finish their step or save what they trained.
    int leaving() const { return static_cast<int>(m_leaving.size()); }
    /// Waits for them, for at most a second a session and its save: before the process ends.
    void waitForLeaving() { m_leaving.clear(); }

    const std::vector<std::unique_ptr<SessionView>>& sessions() const { return m_sessions; }
    /// The one shown; null: there is none.
    SessionView* active() const;
    int activeIndex() const { return m_active; }
    bool canAdd() const;
    /// Whether what is drawn waits for Apply. Where nothing was trained it does not: the next verb
    /// runs what one sees.
    bool needsApply(const SessionView& view) const;
    /// What the session shown would do if asked now, with what it would take over before.
    SessionInfo coming() const;
    /// What Apply would do to the variables of the session shown, a line a kind.
    QStringList changes() const;

    /// Carried out by the session shown, once it is up to date.
    void ask(const Verb& verb);
    /// One call of what was chosen, else of these. @param anyway also without values for
    /// placeholders, so that TensorFlow's own words are heard.
    void run(const QStringList& otherwise, bool anyway = false);
    /// What Run of the session shown fetches from now on; none: what is selected.
    void choose(const QStringList& fetches);
    /// A standing value for a placeholder ("x:0"); an empty text takes it away.
    void feed(const QString& tensor, const QString& text);
    /// What feeds the fetches that were chosen: data, values by hand, or nothing yet.
    std::vector<CallFeed> feedsOfChosen() const;
    /// Trains; where there is nothing to train, run().
    void askToTrain(const QStringList& otherwise);

public slots:
    /// Another session on the drawing, shown.
    void add();
    /// Ends a session and frees what it holds.
    void close(int index);
    void activate(int index);
    void activateNext();
    void apply();
    void restart();

signals:
    /// Another session is shown, or none.
    void activated();
    /// A session came, went, or has another name, state or difference.
    void listChanged();
    /// The session shown has told this; what it has told in all is in active().
    void reported(const weft::ui::SessionReport& report);
    /// What Run of the session shown fetches or feeds is another.
    void chosenChanged();
    /// Words for people: something was not done. @param runAnyway it can be, all the same.
    void refused(const QString& words, bool runAnyway);
    /// Words for people: something was done.
    void told(const QString& words);

private:
    void take(std::unique_ptr<SessionFeed> feed, int number);
    void letGo(std::unique_ptr<SessionFeed> feed);
    void hear(SessionView& view, const SessionReport& report);
    void compare(SessionView& view);
    void bringUpToDate(SessionView& view);
    QString whyNot(const SessionView& view, const QStringList& fetches) const;

    SeriesStore& m_series;
    Factory m_factory;
    std::vector<std::unique_ptr<SessionView>> m_sessions;
    std::vector<std::unique_ptr<SessionFeed>> m_leaving;  // closed, and not at their end yet
    int m_active = -1;
    std::shared_ptr<const EngineDocument> m_drawn;
    bool m_expects = false;
    std::deque<std::function<void()>> m_later;  // verbs that wait for the drawing
};

}  // namespace weft::ui
