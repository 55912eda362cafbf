// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/document/drawing.h"
#include "ui/inspectors/evaluate/evaluate_task.h"
#include "ui/inspectors/try/split_reader.h"
#include "ui/session/session_feed.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace weft::ui {

class ConfusionMatrix;

/// The tab Evaluate: what the session's weights make of a whole split: metrics, which class is
/// taken for which, the worst rows. It can be stopped, and training goes on meanwhile. GUI thread.
class EvaluatePanel final : public QWidget {
    Q_OBJECT

public:
    explicit EvaluatePanel(QWidget* parent = nullptr);
    ~EvaluatePanel() override;

    /// Null: nothing is open. Both outlive the panel's use of them; call it again when one goes.
    void setDrawing(Drawing* drawing, SessionFeed* session);
    void start();
    void stop();
    bool isRunning() const { return m_running; }
    const Evaluation& evaluation() const { return m_evaluation; }

signals:
    /// A row of the split was chosen: Try is to show it.
    void rowChosen(qint64 row, const QString& split);

private:
    void build();
    void ask();
    void onNews(const Evaluation& news);
    void showRows(const std::vector<EvaluatedRow>& rows, const QString& title);
    void setRunning(bool running);
    QString folder() const;

    Drawing* m_drawing = nullptr;
    SessionFeed* m_session = nullptr;
    SplitReader m_reader;
    TryChoices m_choices;
    QStringList m_names;
    std::shared_ptr<EvaluateTask> m_task;
    Evaluation m_evaluation;
    bool m_running = false;
    quint64 m_round = 0;  // answers of earlier ones are late

    // Children.
    QComboBox* m_split = nullptr;
    QPushButton* m_go = nullptr;
    QLabel* m_words = nullptr;
    QLabel* m_metrics = nullptr;
    ConfusionMatrix* m_matrix = nullptr;
    QLabel* m_title = nullptr;
    QListWidget* m_rows = nullptr;
};

}  // namespace weft::ui
