// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include "ui/document/drawing.h"
#include "ui/inspectors/try/split_reader.h"
#include "ui/inspectors/try/try_task.h"
#include "ui/session/session_feed.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTabBar;
class QTableWidget;

namespace weft::ui {

class DrawPad;
class EmptyState;
class TryResult;

/// The inspector's tab Try: asks the session's weights what they make of a row of the data, a
/// drawing, a picture or typed numbers, also while it trains. Input passes the same conversions as
/// in training; tensors that mean "training" are not fed. GUI thread.
class TryPanel final : public QWidget {
    Q_OBJECT

public:
    explicit TryPanel(QWidget* parent = nullptr);

    /// Null: nothing is open. Both outlive the panel's use of them; call it again when one goes.
    void setDrawing(Drawing* drawing, SessionFeed* session);
    const TryChoices& choices() const { return m_choices; }
    /// Shows a row of a split. @param split empty: of the one chosen.
    void showRow(std::int64_t row, const QString& split = {});
    /// Asks anew, at most ten times a second.
    void askSoon();
    /// Answers that came so far.
    int answers() const { return m_answers; }
    /// Takes a picture from a file. What does not fit is told at the place.
    void takePicture(const QString& path);

signals:
    /// *Evaluate on split* was pressed.
    void evaluateRequested();

protected:
    bool event(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    enum Way { Row, Draw, Picture, Table };  // tabs of the input, in this order

    void build();
    QWidget* makeRowPage();
    QWidget* makeDrawPage();
    QWidget* makePicturePage();
    QWidget* makeTablePage();
    void refresh();
    void refreshInputs();
    void refreshRow();
    void refreshTable();
    void choosePicture();
    void ask();
    Result<RunRequest> request() const;
    Result<Tensor> chosenRow() const;
    Result<Tensor> typedRow(int line) const;
    void onAnswer(const TryAnswer& answer);
    void nextWrong();
    void say(const QString& words);
    QString folder() const;
    const TryInput* input() const;
    const TryOutput* output() const;
    QStringList names() const;
    double brightest() const;

    Drawing* m_drawing = nullptr;
    SessionFeed* m_session = nullptr;
    std::shared_ptr<const EngineDocument> m_document;  // what m_choices is of
    TryChoices m_choices;
    std::vector<int> m_needed;  // inputs that the output depends on
    SplitReader m_reader;
    QTimer m_pace;  // until the next question may be asked
    QElapsedTimer m_sinceAsked;
    bool m_waiting = false;  // for an answer
    bool m_again = false;    // something has changed since it was asked
    int m_answers = 0;
    QString m_chosenOutput;
    QImage m_picture;

    // Children.
    EmptyState* m_empty = nullptr;
    QWidget* m_page = nullptr;
    QComboBox* m_output = nullptr;
    QComboBox* m_input = nullptr;
    QWidget* m_inputLine = nullptr;
    QTabBar* m_ways = nullptr;
    QStackedWidget* m_stack = nullptr;
    QComboBox* m_split = nullptr;
    QSpinBox* m_row = nullptr;
    QLabel* m_rowOf = nullptr;
    QPushButton* m_wrong = nullptr;
    QLabel* m_rowPicture = nullptr;
    QLabel* m_rowWords = nullptr;
    DrawPad* m_pad = nullptr;
    QCheckBox* m_centre = nullptr;
    QLabel* m_seen = nullptr;  // the drawing as the graph sees it
    QLabel* m_pictureShown = nullptr;
    QLabel* m_pictureWords = nullptr;
    QCheckBox* m_invert = nullptr;
    QTableWidget* m_table = nullptr;
    TryResult* m_result = nullptr;
    QLabel* m_words = nullptr;
    QPushButton* m_evaluate = nullptr;
};

}  // namespace weft::ui
