"""A hundred questions on everyday matters and other sciences, which a corpus on policy does not answer."""

from __future__ import annotations

PROBES: tuple[str, ...] = tuple(
    """\
How do I bake bread without yeast?
Which team won the hockey final last season?
What are the side effects of ibuprofen?
How far is the moon from the earth?
Who painted the ceiling of the Sistine Chapel?
How can I remove coffee stains from a shirt?
What is the capital of Australia?
When was the telephone invented?
How does a jet engine work?
Which vitamins are in carrots?
How do I change a flat bicycle tyre?
What year did the Berlin Wall fall?
Why do cats purr?
How many players are on a cricket team?
What does a stock split mean for shareholders?
How do vaccines train the immune system?
Which planets have rings?
What is the boiling point of mercury?
Who wrote Pride and Prejudice?
How do I train a puppy to sit?
Is it safe to drink tap water in Mexico?
What causes thunder and lightning?
How do I reset a forgotten password?
Which chess opening is best for beginners?
What is the difference between a violin and a viola?
How long does it take to learn to swim?
Why is the sky blue?
What should I plant in a shady garden?
How are diamonds formed?
Which films won an award for best director?
How do I knit a scarf?
What are the symptoms of appendicitis?
How deep is the Mariana Trench?
Who discovered penicillin?
What is the plot of Hamlet?
How do airplanes stay in the air?
Which spices go into a curry?
How can I sleep better at night?
What is the fastest land animal?
When did dinosaurs become extinct?
How do I tune a guitar?
What is a leap year?
Which languages are spoken in Belgium?
How do magnets work?
Should the death penalty be abolished?
What is the melting point of gold?
How do bees make honey?
What are the rules of offside in football?
How do I write a cover letter?
Which river flows through Baghdad?
What is the treatment for high blood pressure?
Do video games make children violent?
How do I convert Celsius to Fahrenheit?
Who was the first woman in space?
Why do leaves change colour in autumn?
What is the best time to visit Iceland?
How does photosynthesis work?
Which enzyme breaks down lactose?
How much caffeine is in green tea?
What happened at the battle of Waterloo?
How do I fix a leaking tap?
Is coffee bad for the heart?
What is quantum entanglement?
How do coral reefs form?
Which bone is the longest in the human body?
How do I get rid of ants in the kitchen?
What is the meaning of the word serendipity?
Who composed The Magic Flute?
How are tsunamis detected?
Should zoos be banned?
What is the heat transfer at the nose of a blunt body?
Does smoking cause lung cancer?
How do mice respond to a drug that blocks insulin signalling?
Is the ice in Antarctica growing or shrinking?
What is the buckling load of a thin cylindrical shell?
Which mutations are found in breast tumours?
Are religious symbols to be allowed in schools?
How do stem cells become nerve cells?
What was the name of the first satellite?
Which king signed the Magna Carta?
How many moons does Jupiter have?
What is the recipe for pancakes?
How do I apply for a driving licence?
Where do penguins live?
What is the population of Brazil?
How are contact lenses cleaned?
What is the speed of sound in water?
How do I open a savings account?
Which dog breed is good for small flats?
What are the health benefits of yoga?
Why did the Titanic sink?
How do you treat a snake bite?
What is the history of the Olympic Games?
Which plants are poisonous to horses?
How is cheese made?
What is the tallest building in the world?""".splitlines()
)
