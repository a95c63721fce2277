from dvorik.bots.process import main

main()
